using System.Globalization;

namespace Mapwright;

public abstract partial class RangedFileBase
{
    /// <summary>From this many bytes on, the disk may as well begin while the other ranges are being written.</summary>
    private const int EarlyFlushSize = 1 << 20;

    private NoWaitReads _noWait;

    /// <summary>
    /// Writes a whole range. Not durable until flushed; the disk begins with a range of a mebibyte or more at once, so that the
    /// flush has less to wait for.
    /// </summary>
    /// <param name="range">The range; spent when the call succeeds. After an exception it may be written again.</param>
    /// <param name="data">The bytes, exactly as many as the range has.</param>
    /// <returns>The receipt, to flush the range by.</returns>
    /// <exception cref="ArgumentException"><paramref name="data"/> is not as long as the range; nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// The range was issued by another file, was written already or is being written (<see cref="StorageErrorCode.TokenMisused"/>); or the file is poisoned;
    /// or the system failed to write: then the bytes of the range are unspecified, <see cref="StorageException.BytesWritten"/> says how many were
    /// written, and nothing else changed.
    /// </exception>
    [Operation(Check = nameof(CheckWrite)), Dirties]
    [return: IssuedBy]
    public WriteReceipt Write([Consumes] AllocatedRange range, ReadOnlySpan<byte> data)
    {
        CheckWrite(range, data);
        EnterForWrite(nameof(Write));
        try
        {
            Spend(range.Offset, range.Length, range.Generation, RangeState.Allocated, RangeState.Writing, nameof(Write));
            var after = RangeState.Allocated;
            try
            {
                File.Check(Platform.WriteAt(File.Handle, data, range.Offset), nameof(Write), range.Offset);
                if (data.Length >= EarlyFlushSize)
                {
                    TryStartFlush(range.Offset, range.Length, nameof(Write));
                }

                after = RangeState.Written;
                ForgetFailure(range.Offset, range.Length);
            }
            finally
            {
                if (after != RangeState.Written)
                {
                    RecordFailure(range);
                }

                Move(range.Offset, range.Length, RangeState.Writing, after, nameof(Write));
            }

            return new WriteReceipt(this, range.Offset, range.Length, range.Generation);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Reads from a range that is not being written. Does not spend the range.</summary>
    /// <param name="range">The range, written or not.</param>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="position">Where to start, in bytes from the start of the range.</param>
    /// <returns>The number of bytes read; short only at the end of the range.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is negative or beyond the range.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// The range was issued by another file, or what is read of it is being written, or was written meanwhile (<see cref="StorageErrorCode.TokenMisused"/>, the
    /// buffer is unspecified); or another party cut the file off (<see cref="StorageErrorCode.Truncated"/>); or the system failed to read.
    /// </exception>
    [Operation(Check = nameof(CheckRead), FastPath = nameof(TryRead))]
    public int Read([IssuedBy] AllocatedRange range, Span<byte> buffer, long position = 0)
    {
        CheckRead(range, buffer, position);
        return Read(range.Offset, range.Length, range.Generation, buffer, position);
    }

    /// <summary>Reads from a range that was written. Does not spend the receipt, and needs none that is unspent.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="position">Where to start, in bytes from the start of the range.</param>
    /// <returns>The number of bytes read; short only at the end of the range.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is negative or beyond the range.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// The receipt was issued by another file, or was exchanged or given back (<see cref="StorageErrorCode.TokenMisused"/>); or another party cut the file off
    /// (<see cref="StorageErrorCode.Truncated"/>); or the system failed to read.
    /// </exception>
    [Operation(Check = nameof(CheckRead), FastPath = nameof(TryRead))]
    public int Read([IssuedBy] WriteReceipt receipt, Span<byte> buffer, long position = 0)
    {
        CheckRead(receipt, buffer, position);
        return Read(receipt.Offset, receipt.Length, receipt.Generation, buffer, position);
    }

    private int Read(long offset, long length, int generation, Span<byte> buffer, long position)
    {
        Enter();
        try
        {
            buffer = Clip(buffer, length - position);
            var before = BeginRead(offset, length, generation, position, buffer.Length);
            var result = Platform.ReadAt(File.Handle, buffer, offset + position);
            File.Check(result, nameof(Read), offset + position);
            CheckWhole((int)result.Value, buffer.Length, offset + position);
            EndRead(offset, length, generation, position, buffer.Length, before);
            return buffer.Length;
        }
        finally
        {
            Exit();
        }
    }

    private bool TryRead(AllocatedRange range, Span<byte> buffer, long position, out int result) =>
        TryRead(range.Offset, range.Length, range.Generation, buffer, position, out result);

    private bool TryRead(WriteReceipt receipt, Span<byte> buffer, long position, out int result) =>
        TryRead(receipt.Offset, receipt.Length, receipt.Generation, buffer, position, out result);

    private bool TryRead(long offset, long length, int generation, Span<byte> buffer, long position, out int result)
    {
        Enter();
        try
        {
            buffer = Clip(buffer, length - position);
            var before = BeginRead(offset, length, generation, position, buffer.Length);
            if (!_noWait.TryRead(Platform, File.Handle, buffer, offset + position, out result))
            {
                return false;
            }

            Telemetry.NoteAvoidedHop(nameof(Read));
            File.Check(IoResult.Success(result), nameof(Read), offset + position);
            CheckWhole(result, buffer.Length, offset + position);
            EndRead(offset, length, generation, position, buffer.Length, before);
            return true;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Refuses a read of what is being written.</summary>
    /// <returns>How much of it is not written yet, for <see cref="EndRead"/>.</returns>
    /// <remarks>Each unit that is read is looked at, and not only the first: the parts of a range that was split are written one by one.</remarks>
    private long BeginRead(long offset, long length, int generation, long position, int count)
    {
        CheckGeneration(offset, length, generation, nameof(Read));
        return _states.TryMeasureUnwritten(offset + position, count, out var unwritten)
            ? unwritten
            : throw Misused(nameof(Read), offset, length, RangeState.Writing);
    }

    /// <summary>Refuses what was read when a write began meanwhile: it may be half old and half new.</summary>
    private void EndRead(long offset, long length, int generation, long position, int count, long unwrittenBefore)
    {
        // The state must not be read before the bytes are.
        Volatile.ReadBarrier();
        if (!_states.TryMeasureUnwritten(offset + position, count, out var unwritten) || unwritten != unwrittenBefore)
        {
            throw Misused(nameof(Read), offset, length, "it was written while it was read");
        }

        CheckGeneration(offset, length, generation, nameof(Read));
    }

    private void CheckWhole(int read, int wanted, long offset)
    {
        if (read < wanted)
        {
            throw new StorageException(
                StorageErrorCode.Truncated,
                nameof(Read),
                Path,
                string.Create(CultureInfo.InvariantCulture, $"'{Path}' ends {read} bytes after offset {offset}, inside of the range: another party cut it off."),
                offset);
        }
    }

    private static Span<byte> Clip(Span<byte> buffer, long length) => buffer.Length > length ? buffer[..(int)length] : buffer;

    private void CheckWrite(AllocatedRange range, ReadOnlySpan<byte> data)
    {
        CheckOwner(range.File, range.Offset, range.Length, nameof(Write));
        if (data.Length != range.Length)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The range {range} has {range.Length} bytes, and {data.Length} were given to write."),
                nameof(data));
        }
    }

    private void CheckRead(AllocatedRange range, Span<byte> buffer, long position)
    {
        CheckOwner(range.File, range.Offset, range.Length, nameof(Read));
        CheckPosition(position, range.Length);
    }

    private void CheckRead(WriteReceipt receipt, Span<byte> buffer, long position)
    {
        CheckOwner(receipt.File, receipt.Offset, receipt.Length, nameof(Read));
        CheckPosition(position, receipt.Length);
    }

    private static void CheckPosition(long position, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, length);
    }
}
