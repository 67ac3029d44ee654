namespace Mapwright;

public abstract partial class RangedFileBase
{
    /// <summary>The units whose last write failed, and maybe some that are free. Null: none ever did.</summary>
    private IntervalSet? _failed;

    /// <summary>What was handed out and does not hold durable content, or is not known to.</summary>
    /// <returns>
    /// The intervals in order, neighbours of one kind as one. While writers run, each interval is that of a moment. A flush of the whole file leaves
    /// receipts as they are, and so the intervals that they are for. Of what is kept from before the file was opened, only what was written since is told; where
    /// allocation is durable, what earlier objects handed out is told as <see cref="RangeGapKind.Unclaimed"/> until it is claimed or given back.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Operation]
    public IReadOnlyList<RangeGap> GetGaps()
    {
        Enter();
        try
        {
            // In this order: what is given back between the two is in both, and not in none.
            var unclaimed = (_allocator as DurableRangeAllocator)?.GetUnclaimed() ?? [];
            var outside = _allocator.GetFree().Select(free => (free.Offset, free.Length, IsFree: true))
                .Concat(unclaimed.Select(interval => (interval.Offset, interval.Length, IsFree: false)))
                .OrderBy(interval => interval.Offset);
            lock (_flushes)
            {
                var gaps = new List<RangeGap>();
                var flushing = new Queue<(long Offset, long Length, int Generation)>(_flushing.Order());
                var start = 0L;
                foreach (var (offset, length, isFree) in outside)
                {
                    AddGaps(gaps, start, offset, flushing);
                    if (!isFree)
                    {
                        Add(gaps, Math.Max(start, offset), offset + length, RangeGapKind.Unclaimed);
                    }

                    start = Math.Max(start, offset + length);
                }

                AddGaps(gaps, start, Length, flushing);
                return gaps;
            }
        }
        finally
        {
            Exit();
        }
    }

    private static void Add(List<RangeGap> gaps, long start, long end, RangeGapKind kind)
    {
        if (start >= end)
        {
            return;
        }

        if (gaps.Count > 0 && gaps[^1] is var last && last.Kind == kind && last.Offset + last.Length == start)
        {
            gaps[^1] = last with { Length = end - last.Offset };
            return;
        }

        gaps.Add(new RangeGap(start, end - start, kind));
    }

    private void AddGaps(List<RangeGap> gaps, long start, long end, Queue<(long Offset, long Length, int Generation)> flushing)
    {
        if (start >= end)
        {
            return;
        }

        foreach (var part in _states.Between(start, end))
        {
            switch (part.State)
            {
                case RangeState.Allocated:
                    AddNotWritten(gaps, part.Start, part.End);
                    break;
                case RangeState.Writing:
                    Add(gaps, part.Start, part.End, RangeGapKind.BeingWritten);
                    break;
                case RangeState.Written:
                    Add(gaps, part.Start, part.End, RangeGapKind.NeverFlushed);
                    break;
                default:
                    AddFlushing(gaps, part.Start, part.End, flushing);
                    break;
            }
        }
    }

    /// <summary>Of what was flushed, that which still is being flushed: it is not durable yet. Takes from the queue what lies before the end.</summary>
    private void AddFlushing(List<RangeGap> gaps, long start, long end, Queue<(long Offset, long Length, int Generation)> flushing)
    {
        while (flushing.TryPeek(out var receipt) && receipt.Offset < end)
        {
            Add(gaps, Math.Max(start, receipt.Offset), Math.Min(end, UpToUnit(receipt.Offset + receipt.Length)), RangeGapKind.NeverFlushed);
            flushing.Dequeue();
        }
    }

    private void AddNotWritten(List<RangeGap> gaps, long start, long end)
    {
        foreach (var failed in Volatile.Read(ref _failed)?.Within(start, end) ?? [])
        {
            Add(gaps, Math.Max(start, _kept), failed.Start, RangeGapKind.NeverWritten);
            start = failed.End;
            Add(gaps, failed.Start, start, RangeGapKind.Failed);
        }

        Add(gaps, Math.Max(start, _kept), end, RangeGapKind.NeverWritten);
    }

    private long UpToUnit(long end)
    {
        var padding = -end & (Alignment - 1);
        return padding < Length - end ? end + padding : Length;
    }

    private void RecordFailure(AllocatedRange range) =>
        LazyInitializer.EnsureInitialized(ref _failed, static () => new IntervalSet()).Add(range.Offset, UpToUnit(range.Offset + range.Length));

    private void ForgetFailure(long offset, long length) => Volatile.Read(ref _failed)?.Remove(offset, UpToUnit(offset + length));
}
