namespace Mapwright;

/// <summary>Which segment of the file holds which part of the log, and which are spare. Safe for use by many threads.</summary>
internal sealed class SegmentMap
{
    private readonly Lock _gate = new();

    /// <summary>Put to use by this object: what an earlier one did with the blocks of others is not known.</summary>
    private readonly HashSet<int> _own = [];

    /// <summary>Of which it is known that records filled them to the end, and that their blocks were not given back since.</summary>
    private readonly HashSet<int> _written = [];
    private Dictionary<long, int> _places = [];
    private SortedSet<int> _spare = [];
    private int _count;

    /// <summary>The position up to which the log has segments without a gap, from the first live one on.</summary>
    public long EndFrom(long number, JournalLayout layout)
    {
        lock (_gate)
        {
            return layout.StartOf(FirstMissing(number));
        }
    }

    /// <summary>Whether there are segments of later parts behind the first one that is missing.</summary>
    public bool HasGapFrom(long number)
    {
        lock (_gate)
        {
            var missing = FirstMissing(number);
            return _places.Keys.Any(part => part > missing);
        }
    }

    /// <summary>Takes over what the segments of a file say about themselves.</summary>
    /// <remarks>
    /// A segment is spare when it is damaged, when its part was trimmed, when a cut left it behind, or when a later generation put another one to
    /// use for the same part.
    /// </remarks>
    public void Load(IReadOnlyList<SegmentHeader?> found, in HeaderSlot slot, JournalLayout layout)
    {
        var places = new Dictionary<long, int>();
        var firstLive = layout.NumberOf(slot.FirstLsn);
        for (var place = 0; place < found.Count; place++)
        {
            if (found[place] is not { } header || header.Number < firstLive || !IsInForce(header, slot, layout))
            {
                continue;
            }

            if (!places.TryGetValue(header.Number, out var other) || found[other]!.Value.Generation < header.Generation)
            {
                places[header.Number] = place;
            }
        }

        lock (_gate)
        {
            _places = places;
            _count = found.Count;
            _spare = [.. Enumerable.Range(0, found.Count).Except(places.Values)];
        }
    }

    public bool TryGet(long number, out int place)
    {
        lock (_gate)
        {
            return _places.TryGetValue(number, out place);
        }
    }

    /// <summary>Whether all blocks of a segment are known to have been written.</summary>
    public bool IsWritten(int place)
    {
        lock (_gate)
        {
            return _written.Contains(place);
        }
    }

    /// <summary>Takes a spare segment, or the place of a new one.</summary>
    /// <returns>Whether it is a spare one.</returns>
    public bool TryTakeSpare(out int place)
    {
        lock (_gate)
        {
            if (_spare.Count == 0)
            {
                place = _count++;
                return false;
            }

            place = _spare.Min;
            _spare.Remove(place);
            return true;
        }
    }

    /// <summary>Makes a segment that was taken spare again.</summary>
    public void GiveBack(int place)
    {
        lock (_gate)
        {
            if (place == _count - 1)
            {
                _count--;
            }
            else
            {
                _spare.Add(place);
            }
        }
    }

    public void Put(long number, int place)
    {
        lock (_gate)
        {
            _places[number] = place;
            _own.Add(place);
        }
    }

    /// <summary>Makes the segments of all parts below a number spare.</summary>
    /// <param name="number">The first part to keep.</param>
    /// <param name="giveUp">
    /// Called with each of those that make more spare segments than <paramref name="most"/>, while nobody can take it.
    /// </param>
    /// <param name="most">How many spare segments keep what they have.</param>
    public void FreeBelow(long number, int most, Action<int> giveUp)
    {
        lock (_gate)
        {
            var freed = Free(part => part < number);
            var kept = Math.Max(0, most - _spare.Count);
            _spare.UnionWith(freed);
            _written.UnionWith(freed.Take(kept).Where(_own.Contains));
            foreach (var place in freed.Skip(kept))
            {
                _written.Remove(place);
                giveUp(place);
            }
        }
    }

    /// <summary>Makes the segments of all parts from a number on spare.</summary>
    public void FreeFrom(long number)
    {
        lock (_gate)
        {
            _spare.UnionWith(Free(part => part >= number));
        }
    }

    private long FirstMissing(long number)
    {
        while (_places.ContainsKey(number))
        {
            number++;
        }

        return number;
    }

    private static bool IsInForce(in SegmentHeader header, in HeaderSlot slot, JournalLayout layout) =>
        header.Generation == slot.Generation
        || (header.Generation < slot.Generation && header.Number <= FrameHeader.LargestLsn / layout.Capacity && layout.StartOf(header.Number) < slot.CutLsn);

    private List<int> Free(Func<long, bool> isFreed)
    {
        var numbers = _places.Keys.Where(isFreed).ToList();
        var freed = numbers.ConvertAll(number => _places[number]);
        numbers.ForEach(number => _places.Remove(number));
        return freed;
    }
}
