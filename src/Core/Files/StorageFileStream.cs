namespace Mapwright;

/// <summary>A file as a stream with a position of its own.</summary>
internal sealed class StorageFileStream : OffsetStream
{
    private readonly StorageFileBase _file;
    private readonly bool _ownsFile;

    public StorageFileStream(StorageFileBase file, long position, bool ownsFile)
    {
        _file = file;
        _ownsFile = ownsFile;
        Position = position;
    }

    public override bool CanRead => !IsClosed && _file.IsReadable;

    public override bool CanWrite => !IsClosed && !_file.IsReadOnly;

    public override long Length
    {
        get
        {
            ThrowIfClosed();
            return _file.Length;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        ThrowIfUnreadable();
        var count = _file.ReadAt(buffer, Position);
        Position += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfUnreadable();
        var pending = _file.ReadAtAsync(buffer, Position, cancellationToken);
        if (!pending.IsCompletedSuccessfully)
        {
            return Advance(pending);
        }

        var count = pending.Result;
        Position += count;
        return new(count);

        async ValueTask<int> Advance(ValueTask<int> reading)
        {
            var count = await reading.ConfigureAwait(false);
            Position += count;
            return count;
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ThrowIfUnwritable();
        _file.WriteAt(buffer, Position);
        Position += buffer.Length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfUnwritable();
        await _file.WriteAtAsync(buffer, Position, cancellationToken).ConfigureAwait(false);
        Position += buffer.Length;
    }

    public override void SetLength(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ThrowIfUnwritable();
        _file.SetLength(value);
        Position = Math.Min(Position, value);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_ownsFile)
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _ownsFile)
        {
            _file.Dispose();
        }
    }

    private void ThrowIfUnreadable()
    {
        ThrowIfClosed();
        if (!_file.IsReadable)
        {
            throw new NotSupportedException($"The stream does not read: '{_file.Path}' was opened for writing only.");
        }
    }

    private void ThrowIfUnwritable()
    {
        ThrowIfClosed();
        if (_file.IsReadOnly)
        {
            throw new NotSupportedException($"The stream does not write: '{_file.Path}' was opened for reading only.");
        }
    }
}
