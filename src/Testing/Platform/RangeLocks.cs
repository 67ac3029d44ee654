namespace Mapwright.Testing;

/// <summary>The locked ranges of one file. Those of one open file are disjoint: a new one replaces what it overlaps.</summary>
internal sealed class RangeLocks
{
    private readonly List<Record> _records = [];

    public bool TrySet(SimulatedFile owner, LockMode mode, long start, long end)
    {
        if (_records.Exists(record => record.Owner != owner && record.Overlaps(start, end) && (mode == LockMode.Exclusive || record.Mode == LockMode.Exclusive)))
        {
            return false;
        }

        Release(owner, start, end);
        _records.Add(new Record(owner, mode, start, end));
        return true;
    }

    public void Release(SimulatedFile owner, long start, long end)
    {
        foreach (var record in _records.FindAll(record => record.Owner == owner && record.Overlaps(start, end)))
        {
            _records.Remove(record);
            if (record.Start < start)
            {
                _records.Add(record with { End = start });
            }

            if (record.End > end)
            {
                _records.Add(record with { Start = end });
            }
        }
    }

    public void Clear() => _records.Clear();

    private sealed record Record(SimulatedFile Owner, LockMode Mode, long Start, long End)
    {
        public bool Overlaps(long start, long end) => Start < end && start < End;
    }
}
