namespace Mapwright;

/// <summary>Reads on the caller's thread what is cached: such a read needs no hop.</summary>
/// <remarks>
/// A read that is not cached is asked for here too: the system starts fetching it and answers at once, so that the hop and the
/// disk work side by side. To skip the attempt on a file that proved cold cost 2.5 times the time at 32 reads in flight.
/// </remarks>
internal struct NoWaitReads
{
    /// <summary>A longer read is copied off the caller's thread, cached or not.</summary>
    public const int LargestInline = 128 * 1024;

    private bool _unsupported;

    public bool TryRead(StoragePlatform platform, PlatformFile file, Span<byte> buffer, long offset, out int count)
    {
        count = 0;
        if (_unsupported || buffer.Length > LargestInline)
        {
            return false;
        }

        while (true)
        {
            var result = platform.TryReadAt(file, buffer[count..], offset + count);
            if (result.IsFailure)
            {
                _unsupported = platform.Classify(result.Error) == StorageErrorCode.NotSupported;
                return false;
            }

            count += (int)result.Value;

            // Short may be the edge of what is cached or the end of the file; only a read that finds nothing is the end.
            if (count == buffer.Length || result.Value == 0)
            {
                return true;
            }
        }
    }

    /// <summary>Reads all of several buffers, or none that counts: a part is read again off the caller's thread.</summary>
    public bool TryRead(StoragePlatform platform, PlatformFile file, IReadOnlyList<Memory<byte>> buffers, long total, long offset)
    {
        if (_unsupported || total > LargestInline)
        {
            return false;
        }

        var result = platform.ReadAt(file, buffers, offset, TransferOptions.WithoutWaiting);
        _unsupported = result.IsFailure && platform.Classify(result.Error) == StorageErrorCode.NotSupported;
        return !result.IsFailure && result.Value == total;
    }
}
