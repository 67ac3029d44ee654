namespace Mapwright;

/// <summary>Counts what was written since write-back was last started.</summary>
internal sealed class WritePacing(long bytesPerStart)
{
    private readonly Lock _gate = new();
    private long _written;
    private long _first = long.MaxValue;
    private long _end;

    /// <summary>Counts a write. True: it is time to start writing the interval back.</summary>
    public bool IsDue(long offset, long length, out FileExtent interval)
    {
        lock (_gate)
        {
            _written += length;
            _first = Math.Min(_first, offset);
            _end = Math.Max(_end, offset + length);
            interval = new FileExtent(_first, _end - _first);
            if (_written < bytesPerStart)
            {
                return false;
            }

            _written = 0;
            _first = long.MaxValue;
            _end = 0;
            return true;
        }
    }
}
