using System.Runtime.CompilerServices;

namespace Mapwright;

public abstract partial class StorageFileBase
{
    /// <summary>Reads at an offset. Short only at the end of the file, like <see cref="RandomAccess.Read(Microsoft.Win32.SafeHandles.SafeFileHandle, Span{byte}, long)"/>.</summary>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The number of bytes read; 0 at or beyond the end of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for writing only.</exception>
    /// <exception cref="StorageException">The system failed to read.</exception>
    [Operation(Primitive = StoragePrimitive.ReadAt, Check = nameof(CheckRead), FastPath = nameof(TryReadAt))]
    [RangeOf(nameof(offset), Length = nameof(buffer)), OverloadResolutionPriority(1)]
    public int ReadAt(
        Span<byte> buffer,
        [Aligned(nameof(GetTransferLimits), AtLeast = SmallestSector, When = IsDirect)] long offset) =>
        EndReadAt(Platform.ReadAt(BeginReadAt(buffer, offset), buffer, offset), buffer, offset);

    /// <summary>Reads a whole buffer at an offset.</summary>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    /// <exception cref="EndOfStreamException">The file ends before the buffer is full.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for writing only.</exception>
    /// <exception cref="StorageException">The system failed to read.</exception>
    [Operation(Primitive = StoragePrimitive.ReadAt, Check = nameof(CheckRead), FastPath = nameof(TryReadExactlyAt))]
    [RangeOf(nameof(offset), Length = nameof(buffer)), OverloadResolutionPriority(1)]
    public void ReadExactlyAt(
        Span<byte> buffer,
        [Aligned(nameof(GetTransferLimits), AtLeast = SmallestSector, When = IsDirect)] long offset) =>
        EndReadExactlyAt(Platform.ReadAt(BeginReadExactlyAt(buffer, offset), buffer, offset), buffer, offset);

    /// <summary>Writes all bytes at an offset, and extends the file where it ends before them. Not durable until flushed.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative, or the end is beyond the largest offset.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="StorageException">
    /// The system failed to write, or the file is poisoned. The bytes inside the interval are unspecified,
    /// <see cref="StorageException.BytesWritten"/> says how many were written; nothing else changed.
    /// </exception>
    [Operation(Primitive = StoragePrimitive.WriteAt, Check = nameof(CheckWrite)), Dirties]
    [RangeOf(nameof(offset), Length = nameof(buffer)), OverloadResolutionPriority(1)]
    public void WriteAt(
        ReadOnlySpan<byte> buffer,
        [Aligned(nameof(GetTransferLimits), AtLeast = SmallestSector, When = IsDirect)] long offset)
    {
        var handle = BeginWriteAt(buffer, offset);
        using var write = File.BeginWrite(File.Durability);
        EndWriteAt(Platform.WriteAt(handle, buffer, offset), buffer, offset);
        write.Conclude(nameof(WriteAt));
    }

    /// <summary>
    /// Writes all bytes at an offset and makes these bytes durable, without flushing the rest of the file.
    /// </summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative, or the end is beyond the largest offset.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="StorageException">
    /// The system failed to write or to make durable, or the file is poisoned. A failure to make durable poisons it.
    /// </exception>
    [Operation(Primitive = StoragePrimitive.WriteDurableAt, Check = nameof(CheckWrite)), Cleans]
    [RangeOf(nameof(offset), Length = nameof(buffer))]
    public void WriteDurableAt(
        ReadOnlySpan<byte> buffer,
        [Aligned(nameof(GetTransferLimits), AtLeast = SmallestSector, When = IsDirect)] long offset)
    {
        var handle = BeginWriteDurableAt(buffer, offset);
        using var write = File.BeginWrite(Durability.Data);
        EndWriteDurableAt(Platform.WriteDurableAt(handle, buffer, offset), buffer, offset);
        write.Conclude(nameof(WriteDurableAt));
    }

    private bool TryReadAt(Span<byte> buffer, long offset, out int result)
    {
        Enter();
        try
        {
            result = 0;
            if (IsPastCache || !_noWait.TryRead(Platform, File.Handle, buffer, offset, out result))
            {
                return false;
            }

            Telemetry.NoteAvoidedHop(nameof(ReadAt));
            File.Check(IoResult.Success(result), nameof(ReadAt), offset);
            return true;
        }
        finally
        {
            Exit();
        }
    }

    private bool TryReadExactlyAt(Span<byte> buffer, long offset) =>
        TryReadAt(buffer, offset, out var count) && count == buffer.Length;

    private PlatformFile BeginReadAt(Span<byte> buffer, long offset)
    {
        CheckRead(buffer, offset);
        Enter();
        return File.HandleFor(buffer, offset);
    }

    private int EndReadAt(IoResult result, Span<byte> buffer, long offset) => EndRead(result, nameof(ReadAt), offset);

    private PlatformFile BeginReadExactlyAt(Span<byte> buffer, long offset) => BeginReadAt(buffer, offset);

    private void EndReadExactlyAt(IoResult result, Span<byte> buffer, long offset)
    {
        var count = EndRead(result, nameof(ReadExactlyAt), offset);
        ThrowIfShort(count, buffer.Length, offset);
    }

    private void ThrowIfShort(long count, long wanted, long offset)
    {
        if (count < wanted)
        {
            throw new EndOfStreamException($"'{Path}' ends {count} bytes after offset {offset}, where {wanted} bytes were to be read.");
        }
    }

    private int EndRead(IoResult result, string operation, long offset)
    {
        Exit();
        File.Check(result, operation, offset);
        return (int)result.Value;
    }

    private PlatformFile BeginWriteAt(ReadOnlySpan<byte> buffer, long offset)
    {
        CheckWrite(buffer, offset);
        EnterForWrite(nameof(WriteAt));
        return File.HandleFor(buffer, offset);
    }

    private void EndWriteAt(IoResult result, ReadOnlySpan<byte> buffer, long offset)
    {
        try
        {
            EndWrite(result, File.Durability, offset, buffer.Length, nameof(WriteAt));
        }
        finally
        {
            // Only now: of a file that was disposed meanwhile this is the close, after which a loss would be known to nobody.
            Exit();
        }
    }

    private PlatformFile BeginWriteDurableAt(ReadOnlySpan<byte> buffer, long offset)
    {
        CheckWrite(buffer, offset);
        EnterForWrite(nameof(WriteDurableAt));
        return File.HandleFor(buffer, offset);
    }

    private void EndWriteDurableAt(IoResult result, ReadOnlySpan<byte> buffer, long offset)
    {
        try
        {
            File.CheckWriteBack(result, nameof(WriteDurableAt), offset);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Whether nothing of the file is looked for in the cache.</summary>
    private bool IsPastCache => File.Caching is Caching.Direct or Caching.Auto;

    private void CheckRead(Span<byte> buffer, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        File.CheckAligned(buffer, offset, "Reading");
    }

    private void CheckWrite(ReadOnlySpan<byte> buffer, long offset)
    {
        CheckInterval(buffer, offset);
        File.CheckAligned(buffer, offset, "Writing");
    }

    private static void CheckInterval(ReadOnlySpan<byte> buffer, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, long.MaxValue - buffer.Length);
    }
}
