using System.Numerics;

namespace Mapwright;

/// <summary>The states of all ranges of one file, two bits for each alignment unit: what makes tokens single-use at run time.</summary>
/// <remarks>
/// A word holds 32 units, a page of words 16,384; pages come into being with the first write into them, so memory follows what is used.
/// Invariant: of all callers that move the same range from the same state, the one that changes its first unit moves the rest too:
/// units are changed in order, and the others fail at the first. A caller that fails further on, because a foreign range overlaps,
/// puts back what it changed. So a state is moved by one party, and the first unit tells the state of the whole range.
/// </remarks>
internal sealed class RangeStates(int alignment)
{
    /// <summary>The longest file in units: what an array of pages can hold.</summary>
    public const long MostUnits = 1L << 44;

    private const int UnitsPerWord = 32;
    private const int WordsPerPage = 512;
    private const int UnitsPerPage = UnitsPerWord * WordsPerPage;
    private const ulong OnePerUnit = 0x5555_5555_5555_5555;

    private readonly Lock _growth = new();
    private readonly int _shift = BitOperations.Log2((uint)alignment);
    private ulong[]?[] _pages = [];

    /// <summary>The state of the range that starts at an offset.</summary>
    public RangeState this[long offset]
    {
        get
        {
            var unit = offset >> _shift;
            var pages = Volatile.Read(ref _pages);
            var page = unit / UnitsPerPage < pages.Length ? Volatile.Read(ref pages[unit / UnitsPerPage]) : null;
            return page is null ? RangeState.Allocated : StateIn(Volatile.Read(ref page[WordIn(unit)]), BitIn(unit));
        }
    }

    /// <summary>Moves a range from one state to another.</summary>
    /// <param name="offset">Its offset in bytes, aligned.</param>
    /// <param name="length">Its length in bytes, more than 0.</param>
    /// <param name="from">The state that it must be in.</param>
    /// <param name="to">The state that it gets.</param>
    /// <param name="found">The state that it was in.</param>
    /// <returns>False: it was in another state, and nothing changed.</returns>
    public bool TryMove(long offset, long length, RangeState from, RangeState to, out RangeState found)
    {
        var first = offset >> _shift;
        return TryMoveUnits(first, ((offset + length - 1) >> _shift) + 1, from, to, out found);
    }

    private static int WordIn(long unit) => (int)(unit % UnitsPerPage / UnitsPerWord);

    private static int BitIn(long unit) => (int)(unit % UnitsPerWord) * 2;

    private static RangeState StateIn(ulong word, int bit) => (RangeState)((word >> bit) & 3);

    private bool TryMoveUnits(long first, long end, RangeState from, RangeState to, out RangeState found)
    {
        found = from;
        for (var unit = first; unit < end;)
        {
            var count = (int)Math.Min(UnitsPerWord - (unit % UnitsPerWord), end - unit);
            var mask = (ulong.MaxValue >> (64 - (2 * count))) << BitIn(unit);
            ref var word = ref Page(unit / UnitsPerPage)[WordIn(unit)];
            var seen = Volatile.Read(ref word);
            while (true)
            {
                var wrong = (seen ^ ((ulong)from * OnePerUnit)) & mask;
                if (wrong != 0)
                {
                    found = StateIn(seen, BitOperations.TrailingZeroCount(wrong) & ~1);
                    TryMoveUnits(first, unit, to, from, out _);
                    return false;
                }

                var before = Interlocked.CompareExchange(ref word, (seen & ~mask) | ((ulong)to * OnePerUnit & mask), seen);
                if (before == seen)
                {
                    break;
                }

                seen = before;
            }

            unit += count;
        }

        return true;
    }

    private ulong[] Page(long index)
    {
        var pages = Volatile.Read(ref _pages);
        return (index < pages.Length ? Volatile.Read(ref pages[index]) : null) ?? AddPage(index);
    }

    private ulong[] AddPage(long index)
    {
        lock (_growth)
        {
            var pages = _pages;
            if (index >= pages.Length)
            {
                // Readers of the old array see a missing page, which means what it meant: nothing was written there.
                var wanted = Math.Max(index + 1, Math.Min((long)pages.Length * 2, Array.MaxLength));
                Array.Resize(ref pages, checked((int)wanted));
                Volatile.Write(ref _pages, pages);
            }

            return pages[index] ??= new ulong[WordsPerPage];
        }
    }
}
