namespace Mapwright;

/// <summary>
/// The states of all ranges of one file, and their generations: what makes tokens single-use at run time. Offsets and lengths are bytes.
/// </summary>
/// <remarks>
/// A generation is the number of times that the bytes were taken from a token to be given anew: a token of an earlier one is stale. It changes only while
/// the party that changes it holds the range in <see cref="RangeState.Writing"/>; so who moved a range to a state of its own and then finds the generation
/// of its token there, has the range that the token is for.
/// </remarks>
internal abstract class RangeStates
{
    /// <summary>From this alignment on, a table of alignment units is smaller than a tree of intervals.</summary>
    public const int SmallestUnit = 512;

    private int _latest;

    public static RangeStates Create(int alignment) => alignment >= SmallestUnit ? new UnitRangeStates(alignment) : new IntervalRangeStates(alignment);

    /// <summary>The state of the range that starts at an offset.</summary>
    public abstract RangeState this[long offset] { get; }

    /// <summary>Moves a range from one state to another, all of it or nothing.</summary>
    /// <param name="offset">Its offset, aligned.</param>
    /// <param name="length">Its length, more than 0.</param>
    /// <param name="from">The state that it must be in.</param>
    /// <param name="to">The state that it gets.</param>
    /// <param name="found">The state that it was in.</param>
    /// <returns>False: it was in another state, and nothing changed.</returns>
    public abstract bool TryMove(long offset, long length, RangeState from, RangeState to, out RangeState found);

    /// <summary>Measures what of an interval is not written, in whole units.</summary>
    /// <param name="offset">Its offset.</param>
    /// <param name="length">Its length; may be 0.</param>
    /// <param name="unwritten">The bytes that are <see cref="RangeState.Allocated"/>: of one generation they only become fewer, but for a write that fails.</param>
    /// <returns>False: a part of it is being written.</returns>
    public abstract bool TryMeasureUnwritten(long offset, long length, out long unwritten);

    /// <summary>Whether all of a range is of one generation.</summary>
    public abstract bool IsOf(int generation, long offset, long length);

    /// <summary>Gives a range a generation. The caller holds it in <see cref="RangeState.Writing"/>, or is the only one who knows of it.</summary>
    public abstract void SetGeneration(long offset, long length, int generation);

    /// <summary>Gives a range a generation that none of its tokens has; the caller as for <see cref="SetGeneration"/>.</summary>
    /// <returns>The generation.</returns>
    public int Renew(long offset, long length)
    {
        var generation = Interlocked.Increment(ref _latest);
        SetGeneration(offset, length, generation);
        return generation;
    }

    /// <summary>The generation for a token of a range that was handed out just now; parts of it may have been given back one by one.</summary>
    public int GenerationFor(long offset, long length)
    {
        var generation = GenerationOf(offset);
        return IsOf(generation, offset, length) ? generation : Renew(offset, length);
    }

    /// <summary>The intervals of equal state in a part of the file, in order, those of a moment each.</summary>
    public abstract IEnumerable<(long Start, long End, RangeState State)> Between(long start, long end);

    private protected abstract int GenerationOf(long offset);
}
