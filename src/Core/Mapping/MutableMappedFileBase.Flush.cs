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

    /// <summary>
    /// Makes everything written durable and disposes; with a length, the file ends with it first, as by <see cref="SetLength"/>: for a file
    /// that was made longer than it turned out. When it fails, the object is open, so that nothing is lost in silence.
    /// </summary>
    /// <param name="length">The length of the mapping in bytes; <see langword="null"/> leaves it.</param>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="SetLength"/>.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="SetLength"/>.</exception>
    /// <exception cref="NotSupportedException">A length was given and the mapping is copy-on-write.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// As for <see cref="SetLength"/> and <see cref="Flush"/>. Or closing failed: then the object is closed, and what was written is durable.
    /// </exception>
    [Operation(Check = nameof(CheckClose)), Cleans, Invalidates]
    public void Close(long? length = null)
    {
        CheckClose(length);
        if (length is { } end)
        {
            SetLength(end);
        }

        Flush();
        Dispose();
    }

    private void FlushInterval(long offset, long? length, string operation)
    {
        Enter();
        try
        {
            FlushInside(offset, length, operation);
        }
        finally
        {
            Exit();
        }
    }

    private void FlushInside(long offset, long? length, string operation)
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

            File.WriteBack(
                static (_, _, flush) => flush.Map.FlushRegion(flush.Region, flush.Offset, flush.Extent, flush.Whole),
                (Map: this, Region: region, Offset: offset, Extent: extent, Whole: length is null),
                File.Inode,
                operation,
                offset);
        }
        while (IsReplaced(region, 0, 0));

        CheckAccess(IoResult.Success(), region, offset, 0, operation);
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

    private static void CheckClose(long? length) => ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));

    private static void CheckFlush(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
    }
}
