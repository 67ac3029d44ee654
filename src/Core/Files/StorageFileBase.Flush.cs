namespace Mapwright;

public abstract partial class StorageFileBase
{
    /// <summary>Makes the content durable, and the metadata that is needed to read it.</summary>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// The flush failed: writes before it may be lost, and the file is poisoned. It is never retried, because the system
    /// reports a failed write-back once and a second flush would succeed without having written anything.
    /// </exception>
    [Operation, Cleans]
    public void FlushData() => Flush(static (platform, file) => platform.FlushData(file), nameof(FlushData));

    /// <summary>Makes the content and all metadata durable.</summary>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="FlushData"/>.</exception>
    [Operation, Cleans]
    public void FlushAll() => Flush(static (platform, file) => platform.FlushAll(file), nameof(FlushAll));

    /// <summary>
    /// Makes an interval durable, and the metadata that is needed to read it; more of the file, where the system cannot
    /// flush less.
    /// </summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes; it may reach beyond the end of the file.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is negative, or beyond the largest offset.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="FlushData"/>.</exception>
    [Operation(Check = nameof(CheckRange)), Cleans]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void FlushRange(long offset, long length)
    {
        CheckRange(offset, length);
        Enter();
        try
        {
            File.WriteBack(
                static (platform, file, range) => platform.FlushRange(file, range.Offset, range.Length),
                (Offset: offset, Length: length),
                File.Inode,
                nameof(FlushRange),
                offset);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>
    /// Starts writing an interval back, so that a later flush finds less to do. Says nothing about durability: only a flush
    /// reports whether the write-back succeeded. May wait where the device is busy.
    /// </summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes; it may reach beyond the end of the file.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is negative, or beyond the largest offset.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="NotSupportedException">The system cannot start a write-back without waiting for it.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Check = nameof(CheckRange)), Cleans(Partly = true)]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void StartFlush(long offset, long length)
    {
        CheckRange(offset, length);
        Enter();
        try
        {
            File.Check(Platform.StartFlush(File.Handle, offset, length), nameof(StartFlush), offset);
        }
        finally
        {
            Exit();
        }
    }

    private void Flush(Func<StoragePlatform, PlatformFile, IoResult> primitive, string operation)
    {
        Enter();
        try
        {
            FlushInside(primitive, operation, File.Inode);
        }
        finally
        {
            Exit();
        }
    }

    private void FlushInside(Func<StoragePlatform, PlatformFile, IoResult> primitive, string operation, Inode inode)
    {
        var number = inode.Durability.Begin();
        File.WriteBack(static (platform, file, primitive) => primitive(platform, file), primitive, inode, operation);
        inode.Durability.Complete(number);
    }

    /// <summary>An interval that may be empty.</summary>
    private static void CheckRange(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, long.MaxValue - offset);
    }
}
