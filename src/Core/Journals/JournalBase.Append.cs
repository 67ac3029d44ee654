using System.Diagnostics.CodeAnalysis;

namespace Mapwright;

public abstract partial class JournalBase
{
    /// <summary>The longest record, and the longest batch with four bytes more for each of its records, in bytes.</summary>
    public const int LargestRecord = FrameHeader.LargestPayload;

    /// <summary>Appends a record. It is durable when a commit covers it; until then a crash of the process or the machine may lose it.</summary>
    /// <param name="record">The bytes, which may be none.</param>
    /// <param name="cancellationToken">Ends the wait for room in the buffer; nothing is appended then. Not heeded after that.</param>
    /// <returns>The record's position.</returns>
    /// <remarks>A copy into memory; waits only while the buffer is full, or when the disk needs to make room for a new segment.</remarks>
    /// <exception cref="ArgumentException"><paramref name="record"/> is longer than <see cref="LargestRecord"/>.</exception>
    /// <exception cref="OperationCanceledException">The token fired first; nothing was appended.</exception>
    /// <exception cref="ObjectDisposedException">The journal was disposed.</exception>
    /// <exception cref="StorageException">
    /// There is no room for a new segment (<see cref="StorageErrorCode.NoSpace"/>); nothing was appended, and the journal is as it was. Or the
    /// journal is poisoned.
    /// </exception>
    [Operation(Check = nameof(CheckRecord), Wait = nameof(BeginAppend)), Dirties]
    public long Append(ReadOnlySpan<byte> record, CancellationToken cancellationToken = default) =>
        BeginAppend(record, cancellationToken, out var lsn, out var waiter) ? lsn : waiter.Park();

    /// <summary>Appends records that are there together or not at all, whatever happens.</summary>
    /// <param name="records">The records. None: nothing is appended.</param>
    /// <param name="cancellationToken">As for <see cref="Append"/>.</param>
    /// <returns>The position of the batch, which all its records have; with no records, the position of what comes next.</returns>
    /// <exception cref="ArgumentException">The records, with four bytes for each, are longer than <see cref="LargestRecord"/>.</exception>
    /// <exception cref="OperationCanceledException">The token fired first; nothing was appended.</exception>
    /// <exception cref="ObjectDisposedException">The journal was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="Append"/>.</exception>
    [Operation(Check = nameof(CheckBatch), Wait = nameof(BeginAppendBatch)), Dirties]
    public long AppendBatch(ReadOnlySpan<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken = default) =>
        BeginAppendBatch(records, cancellationToken, out var lsn, out var waiter) ? lsn : waiter.Park();

    /// <summary>Appends a record and waits until it is durable.</summary>
    /// <param name="record">The bytes, which may be none.</param>
    /// <param name="cancellationToken">Ends the wait for room in the buffer; nothing is appended then. Not heeded after that.</param>
    /// <returns>The record's position.</returns>
    /// <exception cref="ArgumentException"><paramref name="record"/> is longer than <see cref="LargestRecord"/>.</exception>
    /// <exception cref="OperationCanceledException">The token fired first; nothing was appended.</exception>
    /// <exception cref="ObjectDisposedException">The journal was disposed; the record may have been appended.</exception>
    /// <exception cref="StorageException">
    /// As for <see cref="Append"/>; or writing or flushing failed: then the record may be there or not after the journal was opened again.
    /// </exception>
    [Operation(Check = nameof(CheckRecord), Wait = nameof(BeginAppendAndCommit)), Cleans]
    public long AppendAndCommit(ReadOnlySpan<byte> record, CancellationToken cancellationToken = default) =>
        BeginAppendAndCommit(record, isBlocking: true, cancellationToken, out var lsn, out var waiter) ? lsn : waiter.Park();

    private static void CheckRecord(ReadOnlySpan<byte> record) => CheckLength(record.Length, nameof(record));

    private static void CheckBatch(ReadOnlySpan<ReadOnlyMemory<byte>> records) => CheckLength(BatchPayload.LengthOf(records), nameof(records));

    private static void CheckLength(long length, string parameter)
    {
        if (length > LargestRecord)
        {
            throw new ArgumentException($"A frame of a journal has room for {LargestRecord} bytes, and {length} were given.", parameter);
        }
    }

    private bool BeginAppend(
        ReadOnlySpan<byte> record, CancellationToken cancellationToken, out long result, [NotNullWhen(false)] out Waiter<long>? waiter)
    {
        CheckRecord(record);
        cancellationToken.ThrowIfCancellationRequested();
        EnterForAppend(nameof(Append));
        try
        {
            waiter = TryAppend(record, out result) ? null : WaitForRoom(FrameKind.Record, record.ToArray(), commits: false, nameof(Append), cancellationToken);
            return waiter is null;
        }
        finally
        {
            Exit();
        }
    }

    private bool BeginAppendBatch(
        ReadOnlySpan<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken, out long result, [NotNullWhen(false)] out Waiter<long>? waiter)
    {
        CheckBatch(records);
        cancellationToken.ThrowIfCancellationRequested();
        EnterForAppend(nameof(AppendBatch));
        try
        {
            result = NextLsn;
            waiter = records.IsEmpty || TryAppend(records, out result)
                ? null
                : WaitForRoom(FrameKind.Batch, BatchPayload.ToArray(records), commits: false, nameof(AppendBatch), cancellationToken);
            return waiter is null;
        }
        finally
        {
            Exit();
        }
    }

    private bool BeginAppendAndCommit(
        ReadOnlySpan<byte> record, CancellationToken cancellationToken, out long result, [NotNullWhen(false)] out Waiter<long>? waiter) =>
        BeginAppendAndCommit(record, isBlocking: false, cancellationToken, out result, out waiter);

    private bool BeginAppendAndCommit(
        ReadOnlySpan<byte> record, bool isBlocking, CancellationToken cancellationToken, out long result, [NotNullWhen(false)] out Waiter<long>? waiter)
    {
        CheckRecord(record);
        cancellationToken.ThrowIfCancellationRequested();
        EnterForAppend(nameof(AppendAndCommit));
        try
        {
            if (!TryAppend(record, out result))
            {
                waiter = WaitForRoom(FrameKind.Record, record.ToArray(), commits: true, nameof(AppendAndCommit), cancellationToken);
                return false;
            }

            waiter = WaitForFlush(result + FrameHeader.LengthOf(record.Length), result, isBlocking, nameof(AppendAndCommit));
            return waiter is null;
        }
        finally
        {
            Exit();
        }
    }

    private void EnterForAppend(string operation)
    {
        Enter();
        try
        {
            ThrowIfFailed(operation);
        }
        catch
        {
            Exit();
            throw;
        }
    }

    private bool TryAppend(ReadOnlySpan<byte> record, out long lsn)
    {
        // Who waits for room comes first.
        lsn = 0;
        return !_room.HasAppends && TryFill(FrameKind.Record, record, record.Length, static (ref FrameWriter writer, ReadOnlySpan<byte> bytes) => writer.Write(bytes), out lsn);
    }

    private bool TryAppend(ReadOnlySpan<ReadOnlyMemory<byte>> records, out long lsn)
    {
        lsn = 0;
        return !_room.HasAppends && TryFill(FrameKind.Batch, records, (int)BatchPayload.LengthOf(records), BatchPayload.Write, out lsn);
    }

    private delegate void PayloadWriter<T>(ref FrameWriter writer, ReadOnlySpan<T> payload);

    /// <summary>Reserves a place and fills it. False: there is no room now.</summary>
    private bool TryFill<T>(FrameKind kind, ReadOnlySpan<T> payload, int length, PayloadWriter<T> write, out long lsn)
    {
        var epoch = _gate.Enter();
        try
        {
            if (!_buffer.TryReserve(FrameHeader.LengthOf(length), out lsn))
            {
                return false;
            }

            var writer = new FrameWriter(_buffer, lsn, length);
            try
            {
                write(ref writer, payload);
                writer.End(kind, _rules, Volatile.Read(ref _claimed));
            }
            catch
            {
                // The caller's memory may fail under the copy. The place is taken, and must not be a hole.
                writer.Void(_rules, Volatile.Read(ref _claimed));
                throw;
            }
        }
        finally
        {
            _gate.Exit(epoch);
        }

        Telemetry.NoteAppend(kind, length);
        if (IsHalfFull)
        {
            _pump.Wake();
        }

        return true;
    }

    private JournalWaiter WaitForRoom(FrameKind kind, byte[] payload, bool commits, string operation, CancellationToken cancellationToken)
    {
        var waiter = new JournalWaiter(kind, payload, commits);
        if (!_room.TryAddAppend(waiter))
        {
            ThrowIfFailed(operation);
        }

        waiter.Arm(Owner.TimeProvider, cancellationToken);
        _pump.Wake();
        return waiter;
    }
}
