using System.Collections.Concurrent;

namespace Mapwright;

public abstract partial class RangedFileBase
{
    /// <summary>Ranges whose last write failed: offset and length. Null: none ever did.</summary>
    private ConcurrentDictionary<long, long>? _failed;

    /// <summary>What this object handed out and what does not hold durable content.</summary>
    /// <returns>
    /// The intervals in order, neighbours of one kind as one. While writers run, each interval is that of a moment. A flush of the whole file leaves
    /// receipts as they are, and so the intervals that they are for. Of what was in the file when it was opened, only what was written since is told.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Operation]
    public IReadOnlyList<RangeGap> GetGaps()
    {
        Enter();
        try
        {
            var gaps = new List<RangeGap>();
            var start = 0L;
            foreach (var (offset, length) in _allocator.GetFree())
            {
                AddGaps(gaps, start, offset);
                start = offset + length;
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
        if (start == end)
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

    private long UpToUnit(long end) => end < Length - Alignment ? (end + Alignment - 1) & -Alignment : Length;

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
