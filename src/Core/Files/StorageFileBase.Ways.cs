using Microsoft.Win32.SafeHandles;

namespace Mapwright;

public abstract partial class StorageFileBase
{
    /// <summary>Where the bytes of plain transfers go on their way, as the file was opened.</summary>
    public Caching Caching => File.Caching;

    /// <summary>What is true of a plain write when it returns, as the file was opened; of <see cref="Durability.Auto"/>, what that means here.</summary>
    public Durability Durability => File.Durability;

    /// <summary>Asks what the place of the file demands of transfers past the page cache, and what it writes untorn.</summary>
    /// <returns>The answer. It may have been found by a trial.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="NotSupportedException">The platform does not know.</exception>
    /// <exception cref="StorageException">The system could not tell.</exception>
    [Operation]
    public TransferLimits GetTransferLimits()
    {
        Enter();
        try
        {
            File.Check(Platform.GetTransferLimits(File.Handle, out var limits), nameof(GetTransferLimits));
            return limits;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>A duplicate of the system's handle of the file, for other code; both share one whole-file lock of the system.</summary>
    /// <returns>The handle; the caller disposes it, before or after the file.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="NotSupportedException">The platform is not the operating system.</exception>
    /// <exception cref="StorageException">The system refused: too many handles are open.</exception>
    public SafeFileHandle DuplicateHandle()
    {
        Enter();
        try
        {
            File.Check(Platform.Duplicate(File.Handle, out var handle), nameof(DuplicateHandle));
            return handle!;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>As <see cref="ReadAt(Span{byte}, long)"/>, with a say in how the bytes travel.</summary>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="caching">How, in place of how the file was opened.</param>
    /// <returns>The number of bytes read; 0 at or beyond the end of the file.</returns>
    /// <exception cref="ArgumentException">Of <see cref="Caching.Direct"/>: offset, length or address is no multiple of the alignment.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative, or <paramref name="caching"/> is none.</exception>
    /// <exception cref="NotSupportedException">Of <see cref="Caching.Direct"/>: the place cannot do it.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for writing only.</exception>
    /// <exception cref="StorageException">The system failed to read.</exception>
    [Operation(Check = nameof(CheckWay))]
    [RangeOf(nameof(offset), Length = nameof(buffer))]
    public int ReadAt(
        Span<byte> buffer,
        [Aligned(nameof(GetTransferLimits), AtLeast = SmallestSector, When = IsDirect)] long offset,
        Caching caching)
    {
        CheckWay(buffer, offset, caching);
        Enter();
        try
        {
            var handle = File.HandleFor(buffer, offset, File.Durability, caching, nameof(ReadAt), out var options);
            var result = Platform.ReadAt(handle, buffer, offset, options & TransferOptions.DontCache);
            File.Check(result, nameof(ReadAt), offset);
            return (int)result.Value;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>As <see cref="WriteAt(ReadOnlySpan{byte}, long)"/>, with a say in what is true when it returns, and how the bytes travel.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="durability">What is true when it returns, in place of how the file was opened.</param>
    /// <param name="caching">How the bytes travel, in place of how the file was opened.</param>
    /// <exception cref="ArgumentException">Of <see cref="Caching.Direct"/>: offset, length or address is no multiple of the alignment.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="offset"/> is negative, or the end is beyond the largest offset, or <paramref name="durability"/> or
    /// <paramref name="caching"/> is none.
    /// </exception>
    /// <exception cref="NotSupportedException">Of <see cref="Caching.Direct"/>: the place cannot do it.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="StorageException">
    /// The system failed to write or to make durable, or the file is poisoned. A failure to make durable poisons it.
    /// </exception>
    [Operation(Check = nameof(CheckWay)), Dirties(Unless = nameof(durability))]
    [RangeOf(nameof(offset), Length = nameof(buffer))]
    public void WriteAt(
        ReadOnlySpan<byte> buffer,
        [Aligned(nameof(GetTransferLimits), AtLeast = SmallestSector, When = IsDirect)] long offset,
        Durability durability,
        Caching caching)
    {
        CheckWay(buffer, offset, durability, caching);
        EnterForWrite(nameof(WriteAt));
        try
        {
            var handle = File.HandleFor(buffer, offset, durability, caching, nameof(WriteAt), out var options);
            using var write = File.BeginWrite(File.Resolve(durability));
            EndWrite(Platform.WriteAt(handle, buffer, offset, options), File.Resolve(durability), offset, buffer.Length, nameof(WriteAt));
            write.Conclude(nameof(WriteAt));
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>
    /// Writes all bytes so that after a power cut all of them are there or none: the old ones or the new ones. Not durable by
    /// itself, unless the file was opened so.
    /// </summary>
    /// <param name="buffer">The bytes: a power of two of them, within the limits of the place, at an aligned address.</param>
    /// <param name="offset">The offset in bytes: a multiple of the length.</param>
    /// <exception cref="ArgumentException">Length, offset or address are not what the place asks for; the message says what that is.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative, or the end is beyond the largest offset.</exception>
    /// <exception cref="NotSupportedException">The device or the file system has no untorn writes.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="StorageException">The system failed to write, or the file is poisoned.</exception>
    [Operation(Check = nameof(CheckInterval)), Dirties]
    [RangeOf(nameof(offset), Length = nameof(buffer))]
    public void WriteUntornAt(ReadOnlySpan<byte> buffer, long offset)
    {
        CheckInterval(buffer, offset);
        EnterForWrite(nameof(WriteUntornAt));
        try
        {
            File.Check(Platform.GetTransferLimits(File.Handle, out var limits), nameof(WriteUntornAt), offset);
            if (limits.UntornMaximum == 0)
            {
                throw new NotSupportedException($"WriteUntornAt of '{Path}': the device or its file system has no untorn writes.");
            }

            if (buffer.Length < limits.UntornMinimum || buffer.Length > limits.UntornMaximum || !int.IsPow2(buffer.Length) || offset % buffer.Length != 0)
            {
                throw new ArgumentException(
                    $"WriteUntornAt of '{Path}': the length ({buffer.Length}) must be a power of two from {limits.UntornMinimum} to "
                    + $"{limits.UntornMaximum} bytes, and the offset ({offset}) a multiple of it.");
            }

            var handle = File.HandleFor(buffer, offset, File.Durability, Caching.Direct, nameof(WriteUntornAt), out var options);
            using var write = File.BeginWrite(File.Durability);
            var result = Platform.WriteAt(handle, buffer, offset, options | TransferOptions.Untorn);
            EndWrite(result, File.Durability, offset, buffer.Length, nameof(WriteUntornAt));
            write.Conclude(nameof(WriteUntornAt));
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Throws for a failed write, as what it promised asks for; else counts it.</summary>
    private void EndWrite(IoResult result, Durability durability, long offset, long length, string operation)
    {
        CheckWritten(result, durability, operation, offset);
        Pace(offset, length);
    }

    /// <summary>Throws for a failed write: if it was to be durable when it returned, it poisons the file.</summary>
    private void CheckWritten(IoResult result, Durability durability, string operation, long offset)
    {
        if (durability == Durability.None)
        {
            File.Check(result, operation, offset);
        }
        else
        {
            File.CheckWriteBack(result, operation, offset);
        }
    }

    private static void CheckWay(Span<byte> buffer, long offset, Caching caching)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        CheckDefined(caching);
    }

    private static void CheckWay(ReadOnlySpan<byte> buffer, long offset, Durability durability, Caching caching)
    {
        CheckInterval(buffer, offset);
        CheckDefined(caching);
        if (!Enum.IsDefined(durability))
        {
            throw new ArgumentOutOfRangeException(nameof(durability), durability, "There is no such durability.");
        }
    }

    private static void CheckDefined(Caching caching)
    {
        if (!Enum.IsDefined(caching))
        {
            throw new ArgumentOutOfRangeException(nameof(caching), caching, "There is no such way.");
        }
    }
}
