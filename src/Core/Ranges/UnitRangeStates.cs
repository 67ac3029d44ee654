using System.Numerics;

namespace Mapwright;

/// <summary>States at two bits for each alignment unit that was written, generations at four bytes for each that was ever given back.</summary>
/// <remarks>
/// A word holds 32 units. Invariant: of all callers that move the same range from the same state, the one that changes its first unit moves the rest too:
/// units are changed in order, and the others fail at the first. A caller that fails further on, because a foreign range overlaps,
/// puts back what it changed. So a state is moved by one party, and the first unit tells the state of the whole range.
/// </remarks>
internal sealed class UnitRangeStates(int alignment) : RangeStates
{
    /// <summary>The longest file in units: what an array of pages of generations can hold.</summary>
    public const long MostUnits = 1L << 39;

    private const int UnitsPerWord = 32;
    private const int UnitsPerPage = UnitsPerWord * PagedArray<ulong>.PageLength;
    private const ulong OnePerUnit = 0x5555_5555_5555_5555;

    private readonly PagedArray<ulong> _words = new();
    private readonly PagedArray<int> _generations = new();
    private readonly int _shift = BitOperations.Log2((uint)alignment);

    public override RangeState this[long offset] => StateOf(offset >> _shift);

    public override bool TryMove(long offset, long length, RangeState from, RangeState to, out RangeState found) =>
        TryMoveUnits(offset >> _shift, End(offset, length), from, to, out found);

    public override bool TryMeasureUnwritten(long offset, long length, out long unwritten)
    {
        unwritten = 0;
        for (long unit = offset >> _shift, end = End(offset, length); unit < end;)
        {
            var count = UnitsInWord(unit, end);
            var page = _words.Find(unit / UnitsPerPage);
            var states = page is null ? 0 : Volatile.Read(ref page[WordIn(unit)]) & MaskOf(unit, count);
            var low = states & OnePerUnit;
            var high = (states >> 1) & OnePerUnit;
            if ((low & ~high) != 0)
            {
                // 1, which is being written.
                return false;
            }

            unwritten += (long)(count - BitOperations.PopCount(low | high)) << _shift;
            unit += count;
        }

        return true;
    }

    public override bool IsOf(int generation, long offset, long length)
    {
        if (_generations.IsEmpty)
        {
            return generation == 0;
        }

        for (var unit = offset >> _shift; unit < End(offset, length); unit++)
        {
            if (GenerationOfUnit(unit) != generation)
            {
                return false;
            }
        }

        return true;
    }

    public override void SetGeneration(long offset, long length, int generation)
    {
        for (var unit = offset >> _shift; unit < End(offset, length); unit++)
        {
            Volatile.Write(ref _generations.Get(unit / PagedArray<int>.PageLength)[unit % PagedArray<int>.PageLength], generation);
        }
    }

    public override IEnumerable<(long Start, long End, RangeState State)> Between(long start, long end)
    {
        var last = End(0, end);
        for (var unit = start >> _shift; unit < last;)
        {
            var state = StateOf(unit);
            var next = unit;
            do
            {
                next = NextToLookAt(next);
            }
            while (next < last && StateOf(next) == state);

            yield return (Math.Max(start, unit << _shift), Math.Min(end, next << _shift), state);
            unit = next;
        }

        // Of a page that was never written, all units are as the first.
        long NextToLookAt(long unit) =>
            _words.Find(unit / UnitsPerPage) is null ? Math.Min(last, ((unit / UnitsPerPage) + 1) * UnitsPerPage) : unit + 1;
    }

    private protected override int GenerationOf(long offset) => GenerationOfUnit(offset >> _shift);

    private static int WordIn(long unit) => (int)(unit % UnitsPerPage / UnitsPerWord);

    private static int BitIn(long unit) => (int)(unit % UnitsPerWord) * 2;

    /// <summary>How many units from one on share its word, up to an end.</summary>
    private static int UnitsInWord(long unit, long end) => (int)Math.Min(UnitsPerWord - (unit % UnitsPerWord), end - unit);

    private static ulong MaskOf(long unit, int count) => (ulong.MaxValue >> (64 - (2 * count))) << BitIn(unit);

    private static RangeState StateIn(ulong word, int bit) => (RangeState)((word >> bit) & 3);

    private long End(long offset, long length) => ((offset + length - 1) >> _shift) + 1;

    private RangeState StateOf(long unit)
    {
        var page = _words.Find(unit / UnitsPerPage);
        return page is null ? RangeState.Allocated : StateIn(Volatile.Read(ref page[WordIn(unit)]), BitIn(unit));
    }

    private int GenerationOfUnit(long unit)
    {
        var page = _generations.Find(unit / PagedArray<int>.PageLength);
        return page is null ? 0 : Volatile.Read(ref page[unit % PagedArray<int>.PageLength]);
    }

    private bool TryMoveUnits(long first, long end, RangeState from, RangeState to, out RangeState found)
    {
        found = from;
        for (var unit = first; unit < end;)
        {
            var count = UnitsInWord(unit, end);
            var mask = MaskOf(unit, count);
            ref var word = ref _words.Get(unit / UnitsPerPage)[WordIn(unit)];
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
}
