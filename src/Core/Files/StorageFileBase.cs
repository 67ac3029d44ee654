namespace Mapwright;

/// <summary>A file that is read and written at offsets. Offsets and lengths are bytes.</summary>
/// <remarks>Safe for use by many threads. Concurrent writes of overlapping intervals leave either's bytes, mixed.</remarks>
[Surface("StorageFile")]
public abstract partial class StorageFileBase : FileBackedObject
{
    private NoWaitReads _noWait;

    /// <summary>Takes over an opened file.</summary>
    /// <param name="state">What was opened.</param>
    protected StorageFileBase(StorageFileState state)
        : base((state ?? throw new ArgumentNullException(nameof(state))).Owner, state.File)
    {
    }

    /// <summary>The length of the file in bytes, asked of the system at each call.</summary>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The system could not tell.</exception>
    public long Length => GetMetadata().Length;

    /// <summary>Asks the system for the file's metadata.</summary>
    /// <returns>The metadata.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The system could not tell.</exception>
    [Operation]
    public FileMetadata GetMetadata()
    {
        Enter();
        try
        {
            return File.GetMetadata(nameof(GetMetadata));
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Sets the length. A longer file reads as zeros in its new part, which occupies no blocks.</summary>
    /// <param name="length">The length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="StorageException">The system refused; the length is unchanged.</exception>
    [Operation(Check = nameof(CheckLength)), Dirties]
    public void SetLength(long length)
    {
        CheckLength(length);
        EnterForWrite(nameof(SetLength));
        try
        {
            File.Check(Platform.SetLength(File.Handle, length), nameof(SetLength));
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Reserves real blocks for an interval and extends the file to its end, so that writing there does not run out of space.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes, more than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is empty, negative, or beyond the largest offset.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="NotSupportedException">The file system cannot reserve blocks.</exception>
    /// <exception cref="StorageException">The disk is full, or the system refused; the length is unchanged.</exception>
    [Operation(Check = nameof(CheckInterval)), Dirties]
    public void Allocate(long offset, long length)
    {
        CheckInterval(offset, length);
        EnterForWrite(nameof(Allocate));
        try
        {
            var before = File.GetMetadata(nameof(Allocate)).Length;
            File.Check(Platform.Allocate(File.Handle, offset, length), nameof(Allocate), offset);
            if (offset + length > before)
            {
                File.Check(Platform.SetLength(File.Handle, offset + length), nameof(Allocate), offset);
            }
        }
        finally
        {
            Exit();
        }
    }

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

    private void Flush(Func<StoragePlatform, PlatformFile, IoResult> primitive, string operation)
    {
        Enter();
        try
        {
            File.ThrowIfPoisoned(operation);
            File.CheckWriteBack(primitive(Platform, File.Handle), operation);
        }
        finally
        {
            Exit();
        }
    }

    private static void CheckLength(long length) => ArgumentOutOfRangeException.ThrowIfNegative(length);

    private static void CheckInterval(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, long.MaxValue - offset);
    }
}
