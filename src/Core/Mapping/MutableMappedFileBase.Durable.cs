namespace Mapwright;

public abstract partial class MutableMappedFileBase
{
    /// <summary>
    /// Copies into the mapping and makes these bytes durable, and no others. For small updates: a store through the mapping makes the
    /// system write back the whole unit of its cache that was touched, up to megabytes.
    /// </summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="NotSupportedException">The mapping is copy-on-write.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// The system failed to write or to make durable, another party truncated the file (<see cref="StorageErrorCode.Truncated"/>), or the
    /// file is poisoned. A failure to make durable poisons it.
    /// </exception>
    [Operation(Check = nameof(CheckWrite)), Cleans]
    [RangeOf(nameof(offset), Length = nameof(buffer))]
    public void WriteDurableAt(ReadOnlySpan<byte> buffer, long offset)
    {
        CheckWrite(buffer, offset);
        if (IsCopyOnWrite)
        {
            throw new NotSupportedException($"A copy-on-write mapping of '{Path}' has nothing durable.");
        }

        EnterForWrite(nameof(WriteDurableAt));
        try
        {
            // A write behind an end that moved meanwhile would make the file longer.
            using var stay = KeepRegion();
            var region = StoreRegion(nameof(WriteDurableAt));
            ThrowIfOutside(region, offset, buffer.Length);
            ThrowIfUnusable(region, nameof(WriteDurableAt));
            var place = region.FileOffset + offset;
            if (File.GetLength(nameof(WriteDurableAt)) < place + buffer.Length)
            {
                throw Truncated(nameof(WriteDurableAt), offset, default);
            }

            File.WriteDurable(buffer, place, nameof(WriteDurableAt), offset);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>
    /// Starts to write back what was written into an interval and does not wait: nothing is durable before a <see cref="Flush"/>, which then
    /// has less to do. Without effect of a copy-on-write mapping and where the system cannot do this.
    /// </summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes; whole pages are written.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The system refused, or the file is poisoned. A failure to write poisons it.</exception>
    [Operation(Check = nameof(CheckFlush)), Cleans(Partly = true)]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void StartFlush(long offset, long length)
    {
        CheckFlush(offset, length);
        Enter();
        try
        {
            var region = Region;
            ThrowIfOutside(region, offset, length);
            if (IsCopyOnWrite)
            {
                return;
            }

            ThrowIfUnusable(region, nameof(StartFlush));
            File.ThrowIfPoisoned(nameof(StartFlush));
            var started = Platform.StartFlush(File.Handle, region.FileOffset + offset, length);
            if (Platform.Classify(started.Error) != StorageErrorCode.NotSupported)
            {
                File.CheckWriteBack(started, nameof(StartFlush), offset);
            }
        }
        finally
        {
            Exit();
        }
    }
}
