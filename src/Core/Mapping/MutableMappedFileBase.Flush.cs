namespace Mapwright;

public abstract partial class MutableMappedFileBase
{
    /// <summary>Makes everything written durable. Of a copy-on-write mapping, whose writes are not the file's, it does nothing.</summary>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// The flush failed: writes before it may be lost, and the file is poisoned. It is never retried, because the system
    /// reports a failed write-back once and a second flush would succeed without having written anything. Or an access of the
    /// mapping faulted (see <see cref="MappedFileBase.HasFaulted"/>): then all was flushed except what was stored into pages
    /// that could not be had.
    /// </exception>
    [Operation, Cleans]
    public void Flush() => FlushInterval(0, null, nameof(Flush));

    /// <summary>Makes what was written into an interval durable; whole pages are flushed. Of a copy-on-write mapping it does nothing.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="Flush"/>.</exception>
    [Operation(Check = nameof(CheckFlush)), Cleans]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void FlushRange(long offset, long length)
    {
        CheckFlush(offset, length);
        FlushInterval(offset, length, nameof(FlushRange));
    }

    private void FlushInterval(long offset, long? length, string operation)
    {
        Enter();
        try
        {
            MappedRegion region;
            do
            {
                region = Region;
                var extent = length ?? region.Length;
                ThrowIfOutside(region, offset, extent);
                if (IsCopyOnWrite)
                {
                    return;
                }

                File.ThrowIfPoisoned(operation);
                File.CheckWriteBack(FlushRegion(region, offset, extent, whole: length is null), operation, offset);
            }
            while (IsReplaced(region, 0, 0));

            CheckAccess(IoResult.Success(), region, offset, 0, operation);
        }
        finally
        {
            Exit();
        }
    }

    private IoResult FlushRegion(MappedRegion region, long offset, long extent, bool whole)
    {
        if (extent > 0)
        {
            return Platform.FlushMapping(region.Mapping!, offset, extent);
        }

        // A file that was just emptied has no pages, but a length to make durable.
        return whole ? Platform.FlushData(File.Handle) : IoResult.Success();
    }

    private static void CheckFlush(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
    }
}
