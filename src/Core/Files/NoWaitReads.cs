namespace Mapwright;

/// <summary>Decides when a read is tried on the caller's thread: pages that are cached need no hop.</summary>
/// <remarks>
/// The counters are read and written without synchronisation: a lost update costs one probe more or less, never a wrong read.
/// </remarks>
internal struct NoWaitReads
{
    /// <summary>A longer read is copied off the caller's thread, cached or not.</summary>
    private const int LargestInline = 128 * 1024;

    /// <summary>After this many misses in a row the file is taken to be cold.</summary>
    private const int MissesUntilCold = 4;

    /// <summary>Of a cold file, one read in this many still tries.</summary>
    private const int ProbeInterval = 16;

    private int _misses;
    private bool _unsupported;

    public bool TryRead(StoragePlatform platform, PlatformFile file, Span<byte> buffer, long offset, out int count)
    {
        count = 0;
        if (_unsupported || buffer.Length > LargestInline || (_misses >= MissesUntilCold && ++_misses % ProbeInterval != 0))
        {
            return false;
        }

        while (true)
        {
            var result = platform.TryReadAt(file, buffer[count..], offset + count);
            if (result.IsFailure)
            {
                _unsupported = platform.Classify(result.Error) == StorageErrorCode.NotSupported;
                _misses++;
                return false;
            }

            count += (int)result.Value;

            // Short may be the edge of what is cached or the end of the file; only a read that finds nothing is the end.
            if (count == buffer.Length || result.Value == 0)
            {
                if (_misses != 0)
                {
                    // Written only where it changes: other processors read it.
                    _misses = 0;
                }

                return true;
            }
        }
    }
}
