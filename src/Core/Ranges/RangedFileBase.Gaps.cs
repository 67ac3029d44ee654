using System.Collections.Concurrent;

namespace Mapwright;

public abstract partial class RangedFileBase
{
    /// <summary>Ranges whose last write failed: offset and length. Null: none ever did.</summary>
    private ConcurrentDictionary<long, long>? _failed;

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
            var gaps = new List<RangeGap>();
            var start = 0L;
            foreach (var (offset, length, isFree) in _allocator.GetFree().Select(free => (free.Offset, free.Length, IsFree: true))
                .Concat(unclaimed.Select(interval => (interval.Offset, interval.Length, IsFree: false)))
                .OrderBy(interval => interval.Offset))
            {
                AddGaps(gaps, start, offset);
                if (!isFree)
                {
                    Add(gaps, Math.Max(start, offset), offset + length, RangeGapKind.Unclaimed);
                }

                start = Math.Max(start, offset + length);
            }

            AddGaps(gaps, start, Length);
            return gaps;
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

    private void AddGaps(List<RangeGap> gaps, long start, long end)
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
            }
        }
    }

    private void AddNotWritten(List<RangeGap> gaps, long start, long end)
    {
        foreach (var (offset, length) in (_failed ?? []).Where(failed => failed.Key >= start && failed.Key < end).OrderBy(failed => failed.Key))
        {
            Add(gaps, Math.Max(start, _kept), offset, RangeGapKind.NeverWritten);
            start = Math.Min(end, UpToUnit(offset + length));
            Add(gaps, offset, start, RangeGapKind.Failed);
        }

        Add(gaps, Math.Max(start, _kept), end, RangeGapKind.NeverWritten);
    }

    private long UpToUnit(long end)
    {
        var padding = -end & (Alignment - 1);
        return padding < Length - end ? end + padding : Length;
    }

    private void RecordFailure(AllocatedRange range)
    {
        var failed = Volatile.Read(ref _failed);
        if (failed is null)
        {
            failed = new ConcurrentDictionary<long, long>();
            failed = Interlocked.CompareExchange(ref _failed, failed, null) ?? failed;
        }

        failed[range.Offset] = range.Length;
    }
}
