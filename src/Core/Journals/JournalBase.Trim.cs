namespace Mapwright;

public abstract partial class JournalBase
{
    private readonly Lock _slotGate = new();

    /// <summary>The last header slot that was written; touched under its gate.</summary>
    private HeaderSlot _slot;

    private long _first;

    /// <summary>Lets go of everything below a position. The new first position is durable before any of it is given up.</summary>
    /// <param name="lsn">
    /// The first position to keep: of a record, or of what follows the last durable one. At or below <see cref="FirstLsn"/>, nothing happens.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lsn"/> is negative or above <see cref="DurableLsn"/>.</exception>
    /// <exception cref="ArgumentException">No record starts at <paramref name="lsn"/>; nothing changed.</exception>
    /// <exception cref="ObjectDisposedException">The journal was disposed.</exception>
    /// <exception cref="StorageException">The journal is poisoned, or the system failed; nothing was given up.</exception>
    [Operation]
    public void TrimHead(long lsn)
    {
        EnterForAppend(nameof(TrimHead));
        try
        {
            ArgumentOutOfRangeException.ThrowIfNegative(lsn);
            lock (_slotGate)
            {
                var durable = DurableLsn;
                ArgumentOutOfRangeException.ThrowIfGreaterThan(lsn, durable);
                if (lsn <= FirstLsn)
                {
                    return;
                }

                CheckFrameStart(lsn, durable);
                WriteSlot(_slot with { FirstLsn = lsn, DurableLsn = durable }, nameof(TrimHead));
                Volatile.Write(ref _first, lsn);
                _log.Segments.FreeBelow(_log.Layout.NumberOf(lsn));
            }
        }
        finally
        {
            Exit();
        }
    }

    private void CheckFrameStart(long lsn, long durable)
    {
        Span<byte> bytes = stackalloc byte[FrameHeader.Size];
        if (lsn != durable
            && !(_log.Read(lsn, bytes, nameof(TrimHead)) == bytes.Length && FrameHeader.TryRead(bytes, out var header) && _rules.Accept(header, lsn)))
        {
            throw new ArgumentException($"No record of '{Path}' starts at position {lsn}.", nameof(lsn));
        }
    }

    /// <summary>Writes the mark of a journal that was closed with everything durable.</summary>
    private void MarkClosed()
    {
        lock (_slotGate)
        {
            WriteSlot(_slot with { DurableLsn = DurableLsn, IsClosed = true }, nameof(Dispose));
        }
    }

    private void WriteSlot(in HeaderSlot slot, string operation)
    {
        var next = slot with { Sequence = _slot.Sequence + 1 };
        File.ThrowIfPoisoned(operation);
        JournalFile.WriteSlot(File, next, operation);
        _slot = next;
    }
}
