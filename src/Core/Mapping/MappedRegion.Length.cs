namespace Mapwright;

/// <summary>Another length, within the addresses that there are.</summary>
internal sealed unsafe partial class MappedRegion
{
    /// <summary>Behind the length: pages up to here were replaced by zeros, for spans that were handed out when it was longer.</summary>
    private long _hidden;

    /// <summary>Makes the region as long as the file has become.</summary>
    /// <returns>The outcome; of a failure, the region is as long as before.</returns>
    public IoResult Extend(PlatformFile file, long length)
    {
        // Only what was hidden is mapped again, and only up to the new end: longer spans go on to meet zeros behind it.
        var hidden = Math.Min(_hidden, length) - Length;
        var restored = hidden > 0 ? _platform.Restore(file, Mapping!, Length, hidden) : IoResult.Success();
        if (!restored.IsFailure)
        {
            Volatile.Write(ref _length, length);
        }

        return restored;
    }

    /// <summary>Makes the region shorter, provided that no lease is out, so that the file may lose what lies behind.</summary>
    /// <param name="length">The new length.</param>
    /// <param name="result">The outcome; of a failure, the region is as long as before.</param>
    /// <returns>False: a lease is out.</returns>
    public bool TryShorten(long length, out IoResult result)
    {
        result = IoResult.Success();
        if (!TryEndLeases())
        {
            return false;
        }

        // A lease that is taken from here on takes the new length with it.
        var before = Length;
        Volatile.Write(ref _length, length);
        Interlocked.And(ref _leases, ~EndedBit);
        result = Hide(length, before);
        if (result.IsFailure)
        {
            Volatile.Write(ref _length, before);
        }

        return true;
    }

    /// <summary>Replaces pages behind the length by zeros. Where the platform cannot, the truncation that follows says whether it needs that.</summary>
    private IoResult Hide(long start, long end)
    {
        Interlocked.MemoryBarrierProcessWide();
        var result = _platform.Retire(Mapping!, start, end - start);
        if (!result.IsFailure)
        {
            _hidden = Math.Max(_hidden, end);
        }

        return result.IsFailure && _platform.Classify(result.Error) == StorageErrorCode.NotSupported ? IoResult.Success() : result;
    }
}
