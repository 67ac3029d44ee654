namespace Mapwright;

public abstract partial class MappedFileBase
{
    /// <summary>A long prefetch looks at its token after each piece of this length.</summary>
    private const int PrefetchLength = 16 << 20;

    /// <summary>Says how an interval is going to be used. Changes speed, never results; a mapping that moves forgets it.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes; whole pages are meant.</param>
    /// <param name="advice">How it is going to be used.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping, or there is no such advice.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="NotSupportedException">The system takes no advice.</exception>
    /// <exception cref="StorageException">The system refused, for example huge pages that the file system does not have.</exception>
    [Operation(Check = nameof(CheckAdvise))]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void Advise(long offset, long length, MapAdvice advice)
    {
        CheckAdvise(offset, length, advice);
        File.Check(
            OnRegion(offset, length, advice, static (map, region, o, l, a) => map.Platform.AdviseMapping(region.Mapping!, o, l, a)), nameof(Advise), offset);
    }

    /// <summary>
    /// Brings an interval into memory, so that what touches it then does not wait for storage and does not stall the collector.
    /// Without effect where the system cannot do this.
    /// </summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <param name="forWrite">
    /// Whether the pages will be written: then holes get their blocks and private copies their pages now, and a full disk is an error here.
    /// </param>
    /// <param name="cancellationToken">Ends it; what was brought in stays.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    /// <exception cref="UnauthorizedAccessException"><paramref name="forWrite"/> of a mapping for reading only.</exception>
    /// <exception cref="StorageException">
    /// A page could not be had (<see cref="StorageErrorCode.MappingFault"/>), another party truncated the file
    /// (<see cref="StorageErrorCode.Truncated"/>), or the pages would be written and the file is poisoned.
    /// </exception>
    [Operation(Check = nameof(CheckPrefetch))]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void Prefetch(long offset, long length, bool forWrite = false, CancellationToken cancellationToken = default)
    {
        CheckPrefetch(offset, length, forWrite);
        Enter();
        try
        {
            if (forWrite)
            {
                ThrowIfNotWritable(nameof(Prefetch));
            }

            ThrowIfOutside(Region, offset, length);
            for (long done = 0; done < length;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var region = Region;
                var piece = Math.Min(length - done, PrefetchLength);
                ThrowIfOutside(region, offset + done, piece);
                var populated = Populate(region, offset + done, piece, forWrite);
                if (!IsReplaced(region, offset + done, piece))
                {
                    CheckAccess(populated, region, offset + done, piece, nameof(Prefetch), forWrite);
                    done += piece;
                }
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Counts the pages of an interval that are in memory. Others may come and go at any time.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The pages; unknown where the system does not tell, or not the truth: Linux tells who owns the file or may write it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Check = nameof(CheckRange))]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public MapResidency GetResidency(long offset, long length)
    {
        CheckRange(offset, length);
        var start = (Offset + offset) % Platform.PageSize;
        var pages = length == 0 ? 0 : (start + length + Platform.PageSize - 1) / Platform.PageSize;
        var result = OnRegion(
            offset, length, this, static (map, region, o, l, _) => map.Platform.GetResidency(map.File.Handle, region.Mapping!, o, l));
        if (result.IsFailure && Platform.Classify(result.Error) is StorageErrorCode.AccessDenied or StorageErrorCode.NotSupported)
        {
            return new MapResidency(pages, null);
        }

        File.Check(result, nameof(GetResidency), offset);
        return new MapResidency(pages, result.Value);
    }

    /// <summary>
    /// Brings an interval into memory and keeps it there, until <see cref="UnlockInMemory"/>, until the mapping moves or ends. Locks of the same
    /// pages do not add up.
    /// </summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes; whole pages are meant.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="NotSupportedException">The system has no such thing.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not lock memory.</exception>
    /// <exception cref="StorageException">The process may not lock as much (<see cref="StorageErrorCode.OutOfResources"/>), or the system refused.</exception>
    [Operation(Check = nameof(CheckRange))]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void LockInMemory(long offset, long length)
    {
        CheckRange(offset, length);
        File.Check(
            OnRegion(offset, length, this, static (map, region, o, l, _) => map.Platform.LockMapping(region.Mapping!, o, l)), nameof(LockInMemory), offset);
    }

    /// <summary>Takes <see cref="LockInMemory"/> back. Pages that are not locked are passed over.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes; whole pages are meant.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="NotSupportedException">The system has no such thing.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Check = nameof(CheckRange))]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void UnlockInMemory(long offset, long length)
    {
        CheckRange(offset, length);
        File.Check(
            OnRegion(offset, length, this, static (map, region, o, l, _) => map.Platform.UnlockMapping(region.Mapping!, o, l)), nameof(UnlockInMemory), offset);
    }

    /// <summary>
    /// Takes the whole pages of an interval out of the mapping, to give memory back: the next touch finds what the file has. Of a shared mapping
    /// nothing is lost; what was written into a copy-on-write mapping there is gone.
    /// </summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes. Pages that are inside only in part stay.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="NotSupportedException">The system has no such thing.</exception>
    /// <exception cref="StorageException">The system refused, for example because pages are locked in memory.</exception>
    [Operation(Check = nameof(CheckRange))]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void Discard(long offset, long length)
    {
        CheckRange(offset, length);
        File.Check(
            OnRegion(offset, length, this, static (map, region, o, l, _) => map.Platform.DiscardMapping(region.Mapping!, o, l)), nameof(Discard), offset);
    }

    /// <summary>Calls a primitive on the current region; again on the next one where it was replaced meanwhile.</summary>
    private IoResult OnRegion<TArgument>(
        long offset, long length, TArgument argument, Func<MappedFileBase, MappedRegion, long, long, TArgument, IoResult> primitive)
    {
        Enter();
        try
        {
            while (true)
            {
                var region = Region;
                ThrowIfOutside(region, offset, length);
                var result = length == 0 ? IoResult.Success() : primitive(this, region, offset, length, argument);
                if (!IsReplaced(region, offset, length))
                {
                    return result;
                }
            }
        }
        finally
        {
            Exit();
        }
    }

    private void ThrowIfNotWritable(string operation)
    {
        if (_kind == MappingKind.ReadOnly)
        {
            throw new UnauthorizedAccessException($"{operation} of '{Path}' for writing is refused: the file was mapped for reading only.");
        }

        if (_kind == MappingKind.ReadWrite)
        {
            File.ThrowIfPoisoned(operation);
        }
    }

    private static void CheckAdvise(long offset, long length, MapAdvice advice)
    {
        CheckRange(offset, length);
        CheckAdvice(advice);
    }

    internal static void CheckAdvice(MapAdvice advice)
    {
        if (!Enum.IsDefined(advice))
        {
            throw new ArgumentOutOfRangeException(nameof(advice), advice, "There is no such advice.");
        }
    }

    private static void CheckPrefetch(long offset, long length, bool forWrite) => CheckRange(offset, length);
}
