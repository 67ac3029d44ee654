namespace Mapwright;

/// <summary>The bytes from <paramref name="Start"/> up to and without <paramref name="End"/>.</summary>
internal readonly record struct LockSpan(long Start, long End)
{
    /// <summary>What a whole-file lock covers.</summary>
    public static LockSpan Whole => new(0, long.MaxValue);

    public bool Overlaps(LockSpan other) => Start < other.End && other.Start < End;

    public bool Contains(LockSpan other) => Start <= other.Start && other.End <= End;
}

/// <summary>What a lock is asked for, or held.</summary>
internal readonly record struct LockClaim(LockMode Mode, LockSpan Span)
{
    /// <summary>Whether two parties cannot hold both.</summary>
    public bool Excludes(LockClaim other) =>
        (Mode == LockMode.Exclusive || other.Mode == LockMode.Exclusive) && Span.Overlaps(other.Span);
}
