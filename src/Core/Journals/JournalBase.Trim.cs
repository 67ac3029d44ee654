namespace Mapwright;

public abstract partial class JournalBase
{
    private readonly Lock _slotGate = new();

    /// <summary>The last header slot that was written; touched under its gate.</summary>
    private HeaderSlot _slot;

    /// <summary>Where the copies that are being made start; touched under the gate of the slot.</summary>
    private readonly List<long> _copies = [];

    private long _first;

    /// <summary>Lets go of everything below a position. The new first position is durable before any of it is given up.</summary>
    /// <param name="lsn">
    /// The first position to keep: of a record, or of what follows the last durable one. At or below <see cref="FirstLsn"/>, nothing happens.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lsn"/> is negative or above <see cref="DurableLsn"/>.</exception>
    /// <exception cref="ArgumentException">No record starts at <paramref name="lsn"/>; nothing changed.</exception>
    /// <exception cref="ObjectDisposedException">The journal was disposed.</exception>
    /// <exception cref="StorageException">
    /// The journal is poisoned, or the system failed: nothing was given up. Or it failed to take blocks back: then the trim holds, as <see cref="FirstLsn"/> says,
    /// and the blocks stay until a later part of the log uses them.
    /// </exception>
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
                if (Volatile.Read(ref _claimed) < durable)
                {
                    // A slot says nothing that is not so, also for a journal that commits without flushing.
                    Flush(nameof(TrimHead), Durability.Data, durable);
                }

                File.ThrowIfPoisoned(nameof(TrimHead));
                var slot = _slot with { Sequence = _slot.Sequence + 1, FirstLsn = lsn, DurableLsn = Volatile.Read(ref _claimed) };
                _slot = JournalFile.WriteSlots(File, slot, nameof(TrimHead));
                Volatile.Write(ref _first, lsn);
                GiveUpTrimmed();
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Makes what is below the first position spare, as far as nobody copies it; without spare segments, gives its blocks back.</summary>
    private void GiveUpTrimmed()
    {
        var layout = _log.Layout;
        var first = Math.Min(_slot.FirstLsn, _copies.Count == 0 ? long.MaxValue : _copies.Min());
        _log.Segments.FreeBelow(
            layout.NumberOf(first),
            _options.SpareSegments,
            place => _log.PunchHole(layout.OffsetOf(place), layout.SegmentSize, nameof(TrimHead)));
        if (_options.SpareSegments == 0 && _log.Segments.TryGet(layout.NumberOf(first), out var live))
        {
            var start = layout.OffsetOf(live) + JournalLayout.Block;
            var end = layout.OffsetOf(live, first) & -JournalLayout.Block;
            if (end > start)
            {
                _log.PunchHole(start, end - start, nameof(TrimHead));
            }
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
            if (Volatile.Read(ref _claimed) < DurableLsn)
            {
                Flush(nameof(Dispose), Durability.Data, DurableLsn);
            }

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
