namespace Mapwright;

/// <summary>Hands out ranges that no crash makes it hand out again, first the fresh ones and then those that were given back.</summary>
/// <remarks>
/// Fresh space is leased in steps, so that most calls find theirs leased and write nothing. The lock is held across a write of the ledger: a caller that may
/// not wait uses <see cref="TryAllocateLeased"/>.
/// <para>Invariant: below the position, each unit is free (<see cref="_recycled"/>), or of an earlier object and claimed by nobody
/// (<see cref="_unclaimed"/>), or this object's. From the second to the first it goes only by a ledger that says so durably, and to the third without a write:
/// to the ledger, both are handed out.</para>
/// </remarks>
internal sealed class DurableRangeAllocator : RangeAllocator, IRecyclingRangeAllocator
{
    private const long ShortestLease = 1 << 20;
    private const long LongestLease = 1 << 30;
    private const int Leases = 64;

    private readonly Lock _lock = new();
    private readonly RecyclingRangeAllocator _recycled;
    private readonly RecyclingRangeAllocator _unclaimed;
    private readonly long _step;
    private RangeLedger _ledger;
    private long _position;
    private long _leased;

    private DurableRangeAllocator(RangeLedger ledger, long length, int alignment, long leased, IReadOnlyList<(long Offset, long Length)> free)
        : base(length, alignment, leased)
    {
        _ledger = ledger;
        _position = _leased = leased;
        _step = Padded(Math.Clamp(length / Leases, Math.Min(ShortestLease, length), LongestLease), length);
        _recycled = new RecyclingRangeAllocator(length, alignment, length);
        _unclaimed = new RecyclingRangeAllocator(length, alignment, length);
        AddAll(_recycled, free);
    }

    /// <summary>Whether a call failed that may be durable all the same: what it was to give back may be free to whoever opens the file next.</summary>
    public bool IsUnsure => _ledger.IsUnsure;

    /// <summary>Where the bytes begin that were never handed out.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Makes the allocator of a new file.</summary>
    public static DurableRangeAllocator Create(OpenFile file, OpenFile temporary, long length, int alignment, string operation) =>
        new(RangeLedger.Create(file, temporary, length, alignment, operation), length, alignment, leased: 0, []);

    /// <summary>Makes the allocator of an existing file, of which some bytes at the beginning are not to be handed out in any case.</summary>
    public static DurableRangeAllocator Open(OpenFile file, long length, int alignment, long kept, string operation)
    {
        var ledger = RangeLedger.Open(file.Platform, file.Path, length, alignment, operation, out var leased, out var free);
        var allocator = new DurableRangeAllocator(ledger, length, alignment, leased, free);
        allocator.Keep(allocator.Padded(kept, length));
        return allocator;
    }

    public override long Allocated => Position - _recycled.Remaining;

    public override bool TryAllocate(long length, out long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        lock (_lock)
        {
            var rest = Length - _position;
            if (length > rest)
            {
                return TryRecycle(length, out offset);
            }

            var end = _position + Padded(length, rest);
            if (end > _leased)
            {
                var leased = end < Length - _step ? end + _step : Length;
                _ledger.RecordLease(leased);
                _leased = leased;
            }

            offset = _position;
            Volatile.Write(ref _position, end);
            return true;
        }
    }

    /// <summary>As <see cref="TryAllocate"/>, for a caller that may not wait. False: it does not fit, or a write of the ledger comes first.</summary>
    public bool TryAllocateLeased(long length, out long offset)
    {
        offset = 0;
        if (!_lock.TryEnter())
        {
            return false;
        }

        try
        {
            return length <= _leased - _position && TryAllocate(length, out offset);
        }
        finally
        {
            _lock.Exit();
        }
    }

    public void Free(long offset, long length)
    {
        lock (_lock)
        {
            var freed = Padded(length, Length - offset);
            _ledger.Record(new LedgerRecord(IsFreed: true, offset, freed));
            _recycled.Free(offset, freed);
        }
    }

    public override IReadOnlyList<(long Offset, long Length)> GetFree()
    {
        lock (_lock)
        {
            return [.. _recycled.GetFree(), .. FreeBehind(_position)];
        }
    }

    /// <summary>Gives back what was leased and not handed out, and closes the ledger.</summary>
    public void Close()
    {
        lock (_lock)
        {
            try
            {
                // Where the ledger is poisoned, that was told, and space that is skipped loses nothing.
                if (_position < _leased && !IsUnsure)
                {
                    _ledger.RecordLease(_position);
                }
            }
            finally
            {
                _ledger.Close();
            }
        }
    }

    /// <summary>Whether a range was handed out, or may have been, by an earlier object, and is the caller's now.</summary>
    public bool TryClaim(long offset, long length) => _unclaimed.TryTake(offset, Padded(length, Length - offset));

    /// <summary>What earlier objects handed out, or may have, and nobody claimed.</summary>
    public IReadOnlyList<(long Offset, long Length)> GetUnclaimed() => _unclaimed.GetFree();

    /// <summary>Frees what earlier objects handed out, or may have, and nobody claimed: all of it or nothing.</summary>
    /// <returns>The bytes.</returns>
    public long FreeUnclaimed(string operation)
    {
        lock (_lock)
        {
            // Out of reach of claims first: what is claimed from now on was not unclaimed.
            var unclaimed = _unclaimed.TakeAll();
            if (unclaimed.Count == 0)
            {
                return 0;
            }

            var old = _ledger;
            try
            {
                _ledger = old.Succeed(_leased, [.. _recycled.GetFree(), .. unclaimed], operation);
            }
            catch
            {
                AddAll(_unclaimed, unclaimed);
                throw;
            }

            try
            {
                _ledger.FlushName(operation);
                AddAll(_recycled, unclaimed);
            }
            catch (Exception cause)
            {
                // It may count or not: what it frees is nobody's until the file is opened again.
                _ledger.Poison(cause);
                throw;
            }
            finally
            {
                // Only now: until the new one was in place, its lock kept others out.
                old.Close();
            }

            return unclaimed.Sum(static interval => interval.Length);
        }
    }

    private static void AddAll(RecyclingRangeAllocator space, IReadOnlyList<(long Offset, long Length)> intervals)
    {
        foreach (var (offset, length) in intervals)
        {
            space.Free(offset, length);
        }
    }

    /// <summary>What begins the file and is kept in any case is neither free nor to be claimed; what the ledger does not call free behind it is unclaimed.</summary>
    private void Keep(long end)
    {
        var start = end;
        foreach (var (offset, length) in _recycled.GetFree())
        {
            if (offset < end)
            {
                _recycled.TryTake(offset, Math.Min(length, end - offset));
            }

            Inherit(start, offset);
            start = Math.Max(start, offset + length);
        }

        Inherit(start, _leased);
        _position = Math.Max(_position, end);
    }

    private void Inherit(long start, long end)
    {
        if (start < end)
        {
            _unclaimed.Free(start, end - start);
        }
    }

    private bool TryRecycle(long length, out long offset)
    {
        if (!_recycled.TryAllocate(length, out offset))
        {
            return false;
        }

        var taken = Padded(length, Length - offset);
        try
        {
            _ledger.Record(new LedgerRecord(IsFreed: false, offset, taken));
            return true;
        }
        catch
        {
            _recycled.Free(offset, taken);
            throw;
        }
    }
}
