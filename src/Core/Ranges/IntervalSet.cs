namespace Mapwright;

/// <summary>A set of bytes of a file, as intervals. Safe for use by many threads.</summary>
/// <remarks>Invariant, under the lock: the intervals do not overlap, and none is empty; so the order of their ends is that of their starts.</remarks>
internal sealed class IntervalSet
{
    private readonly Lock _lock = new();
    private readonly SortedSet<(long End, long Start)> _intervals = [];

    public void Add(long start, long end)
    {
        lock (_lock)
        {
            Remove(start, end);
            _intervals.Add((end, start));
        }
    }

    /// <summary>Removes the bytes of an interval; of what reaches beyond it, the rest stays.</summary>
    public void Remove(long start, long end)
    {
        lock (_lock)
        {
            foreach (var found in Overlapping(start, end))
            {
                _intervals.Remove(found);
                if (found.Start < start)
                {
                    _intervals.Add((start, found.Start));
                }

                if (found.End > end)
                {
                    _intervals.Add((found.End, end));
                }
            }
        }
    }

    /// <summary>What of an interval is in the set, in order.</summary>
    public IReadOnlyList<(long Start, long End)> Within(long start, long end)
    {
        lock (_lock)
        {
            return Overlapping(start, end).ConvertAll(found => (Math.Max(found.Start, start), Math.Min(found.End, end)));
        }
    }

    private List<(long End, long Start)> Overlapping(long start, long end) =>
        [.. _intervals.GetViewBetween((start + 1, 0), (long.MaxValue, long.MaxValue)).TakeWhile(interval => interval.Start < end)];
}
