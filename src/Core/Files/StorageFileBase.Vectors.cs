namespace Mapwright;

public abstract partial class StorageFileBase
{
    /// <summary>Reads at an offset into several buffers, one after the other. Short only at the end of the file.</summary>
    /// <param name="buffers">The buffers to fill, in order.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The number of bytes read over all buffers; 0 at or beyond the end of the file.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="buffers"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for writing only.</exception>
    /// <exception cref="StorageException">The system failed to read.</exception>
    [Operation(Check = nameof(CheckRead), FastPath = nameof(TryReadAt))]
    public long ReadAt(IReadOnlyList<Memory<byte>> buffers, long offset) => Read(buffers, offset, nameof(ReadAt));

    /// <summary>Fills several buffers with the bytes at an offset, one after the other.</summary>
    /// <param name="buffers">The buffers to fill, in order.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <exception cref="ArgumentNullException"><paramref name="buffers"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    /// <exception cref="EndOfStreamException">The file ends before the buffers are full.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for writing only.</exception>
    /// <exception cref="StorageException">The system failed to read.</exception>
    [Operation(Check = nameof(CheckRead), FastPath = nameof(TryReadExactlyAt))]
    public void ReadExactlyAt(IReadOnlyList<Memory<byte>> buffers, long offset)
    {
        var count = Read(buffers, offset, nameof(ReadExactlyAt));
        ThrowIfShort(count, TotalOf(buffers), offset);
    }

    /// <summary>Writes all bytes of several buffers at an offset, one after the other. Not durable until flushed.</summary>
    /// <param name="buffers">The bytes, in order.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <exception cref="ArgumentNullException"><paramref name="buffers"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative, or the end is beyond the largest offset.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="StorageException">
    /// The system failed to write, or the file is poisoned. The bytes inside the interval are unspecified,
    /// <see cref="StorageException.BytesWritten"/> says how many were written; nothing else changed.
    /// </exception>
    [Operation(Check = nameof(CheckWrite)), Dirties]
    public void WriteAt(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
    {
        CheckWrite(buffers, offset);
        EnterForWrite(nameof(WriteAt));
        try
        {
            using var write = File.BeginWrite(File.Durability);
            var result = Platform.WriteAt(File.Handle, buffers, offset, TransferOptions.None);
            EndWrite(result, File.Durability, offset, result.Value, nameof(WriteAt));
            write.Conclude(nameof(WriteAt));
        }
        finally
        {
            Exit();
        }
    }

    private bool TryReadAt(IReadOnlyList<Memory<byte>> buffers, long offset, out long result)
    {
        Enter();
        try
        {
            result = TotalOf(buffers);
            return !IsPastCache && _noWait.TryRead(Platform, File.Handle, buffers, result, offset);
        }
        finally
        {
            Exit();
        }
    }

    private bool TryReadExactlyAt(IReadOnlyList<Memory<byte>> buffers, long offset) => TryReadAt(buffers, offset, out _);

    private long Read(IReadOnlyList<Memory<byte>> buffers, long offset, string operation)
    {
        CheckRead(buffers, offset);
        Enter();
        try
        {
            var result = Platform.ReadAt(File.Handle, buffers, offset, TransferOptions.None);
            File.Check(result, operation, offset);
            return result.Value;
        }
        finally
        {
            Exit();
        }
    }

    private void CheckRead(IReadOnlyList<Memory<byte>> buffers, long offset)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        for (var i = 0; File.Caching == Caching.Direct && i < buffers.Count; i++)
        {
            File.CheckAligned(buffers[i].Span, offset, "Reading");
        }
    }

    private void CheckWrite(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        long total = 0;
        for (var i = 0; i < buffers.Count; i++)
        {
            total += buffers[i].Length;
            File.CheckAligned(buffers[i].Span, offset, "Writing");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, long.MaxValue - total);
    }

    private static long TotalOf(IReadOnlyList<Memory<byte>> buffers)
    {
        long total = 0;
        for (var i = 0; i < buffers.Count; i++)
        {
            total += buffers[i].Length;
        }

        return total;
    }
}
