namespace Mapwright;

/// <summary>States and generations as a tree of intervals that differ from the beginning, for alignments at which most units would be alike.</summary>
/// <remarks>Invariant, under the lock: the intervals do not overlap, none is empty, and no two that touch are alike.</remarks>
internal sealed class IntervalRangeStates(int alignment) : RangeStates
{
    private readonly Lock _lock = new();
    private readonly SortedSet<Interval> _intervals = new(Comparer<Interval>.Create(static (left, right) => left.Start.CompareTo(right.Start)));

    public override RangeState this[long offset]
    {
        get
        {
            lock (_lock)
            {
                return Overlapping(offset, offset + 1)[0].State;
            }
        }
    }

    public override bool TryMove(long offset, long length, RangeState from, RangeState to, out RangeState found)
    {
        lock (_lock)
        {
            found = from;
            var parts = Overlapping(offset, End(offset, length));
            foreach (var part in parts)
            {
                if (part.State != from)
                {
                    found = part.State;
                    return false;
                }
            }

            Replace(parts, part => part with { State = to });
            return true;
        }
    }

    public override bool TryMeasureUnwritten(long offset, long length, out long unwritten)
    {
        unwritten = 0;
        if (length == 0)
        {
            return true;
        }

        lock (_lock)
        {
            foreach (var part in Overlapping(offset, End(offset, length)))
            {
                if (part.State == RangeState.Writing)
                {
                    return false;
                }

                unwritten += part.State == RangeState.Allocated ? part.End - part.Start : 0;
            }
        }

        return true;
    }

    public override bool IsOf(int generation, long offset, long length)
    {
        lock (_lock)
        {
            return Overlapping(offset, End(offset, length)).TrueForAll(part => part.Generation == generation);
        }
    }

    public override void SetGeneration(long offset, long length, int generation)
    {
        lock (_lock)
        {
            Replace(Overlapping(offset, End(offset, length)), part => part with { Generation = generation });
        }
    }

    public override IEnumerable<(long Start, long End, RangeState State)> Between(long start, long end)
    {
        lock (_lock)
        {
            return Overlapping(start, end).ConvertAll(static part => (part.Start, part.End, part.State));
        }
    }

    private protected override int GenerationOf(long offset)
    {
        lock (_lock)
        {
            return Overlapping(offset, offset + 1)[0].Generation;
        }
    }

    /// <summary>Where the last unit of a range ends: its padding goes with it.</summary>
    private long End(long offset, long length)
    {
        var end = offset + length;
        var padding = -end & (alignment - 1);
        return padding <= long.MaxValue - end ? end + padding : long.MaxValue;
    }

    /// <summary>What lies between two offsets, without gaps: intervals that are cut off there, and between them what is as it began.</summary>
    private List<Interval> Overlapping(long start, long end)
    {
        var parts = new List<Interval>();
        var position = start;
        foreach (var interval in _intervals.GetViewBetween(At(StartOfFirst(start)), At(end - 1)))
        {
            if (interval.End <= start)
            {
                continue;
            }

            if (interval.Start > position)
            {
                parts.Add(new Interval(position, interval.Start, RangeState.Allocated, 0));
            }

            parts.Add(interval with { Start = Math.Max(interval.Start, start), End = Math.Min(interval.End, end) });
            position = Math.Min(interval.End, end);
        }

        if (position < end)
        {
            parts.Add(new Interval(position, end, RangeState.Allocated, 0));
        }

        return parts;
    }

    private void Replace(List<Interval> parts, Func<Interval, Interval> change)
    {
        foreach (var part in parts)
        {
            Put(change(part));
        }
    }

    /// <summary>Puts an interval in the place of what lies there, which is one interval or none, and joins it with neighbours that are alike.</summary>
    private void Put(Interval put)
    {
        if (_intervals.TryGetValue(At(StartOfFirst(put.Start)), out var old) && old.End > put.Start)
        {
            _intervals.Remove(old);
            Add(old with { End = put.Start });
            Add(old with { Start = put.End });
        }

        if (put.Start > 0 && _intervals.TryGetValue(At(StartOfFirst(put.Start - 1)), out var left) && left.End == put.Start && left.IsLike(put))
        {
            _intervals.Remove(left);
            put = put with { Start = left.Start };
        }

        if (_intervals.TryGetValue(At(put.End), out var right) && right.IsLike(put))
        {
            _intervals.Remove(right);
            put = put with { End = right.End };
        }

        Add(put);
    }

    private void Add(Interval interval)
    {
        if (interval.Start < interval.End && !interval.IsAsBegun)
        {
            _intervals.Add(interval);
        }
    }

    /// <summary>Where the interval starts that holds an offset or ends before it; the offset itself where there is none.</summary>
    private long StartOfFirst(long offset) => _intervals.GetViewBetween(At(0), At(offset)).Max is { End: > 0 } before ? before.Start : offset;

    private static Interval At(long start) => new(start, start, RangeState.Allocated, 0);

    private readonly record struct Interval(long Start, long End, RangeState State, int Generation)
    {
        public bool IsAsBegun => State == RangeState.Allocated && Generation == 0;

        public bool IsLike(Interval other) => State == other.State && Generation == other.Generation;
    }
}
