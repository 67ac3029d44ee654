using System.Numerics;

namespace Mapwright;

/// <summary>Which blocks of a region are free, in runs of a power of two, lowest first: the bookkeeping of a buddy allocator, without any memory.</summary>
/// <remarks>
/// Invariant: a free run of 2ⁿ blocks starts at a multiple of 2ⁿ and stands in <c>_free[n]</c>; no two free runs are halves of one run, as those are joined; and
/// every block is in one free run or in one that was taken, whose first block knows its order.
/// </remarks>
internal sealed class BuddyBlocks
{
    private const int NotTaken = -1;

    private readonly SortedSet<int>[] _free;
    private readonly sbyte[] _orders;

    /// <summary>Makes a region that is free; one that is no power of two consists of several runs.</summary>
    public BuddyBlocks(int blocks)
    {
        _orders = new sbyte[blocks];
        Array.Fill(_orders, (sbyte)NotTaken);
        _free = new SortedSet<int>[BitOperations.Log2((uint)blocks) + 1];
        for (var (order, first) = (_free.Length - 1, 0); order >= 0; order--)
        {
            _free[order] = [];
            if ((blocks & (1 << order)) != 0)
            {
                _free[order].Add(first);
                first += 1 << order;
            }
        }

        FreeBlocks = blocks;
    }

    /// <summary>The blocks that are free.</summary>
    public int FreeBlocks { get; private set; }

    /// <summary>The order of the longest run that there can be.</summary>
    public int LargestOrder => _free.Length - 1;

    /// <summary>The free runs: first block and count.</summary>
    public IEnumerable<(int First, int Count)> FreeRuns => _free.SelectMany((runs, order) => runs.Select(first => (first, 1 << order)));

    /// <summary>Takes a run of 2ⁿ blocks. False: none is free.</summary>
    public bool TryTake(int order, out int first)
    {
        first = 0;
        var found = order;
        while (found < _free.Length && _free[found].Count == 0)
        {
            found++;
        }

        if (found >= _free.Length)
        {
            return false;
        }

        first = _free[found].Min;
        _free[found].Remove(first);
        while (found > order)
        {
            found--;
            _free[found].Add(first + (1 << found));
        }

        _orders[first] = (sbyte)order;
        FreeBlocks -= 1 << order;
        return true;
    }

    /// <summary>Gives a run back, and joins it with its other half as often as that is free.</summary>
    public void Give(int first)
    {
        var order = (int)_orders[first];
        if (order == NotTaken)
        {
            throw new InvalidOperationException($"Block {first} starts no run that was taken.");
        }

        _orders[first] = NotTaken;
        FreeBlocks += 1 << order;
        while (order < LargestOrder && _free[order].Remove(first ^ (1 << order)))
        {
            first &= ~(1 << order);
            order++;
        }

        _free[order].Add(first);
    }
}
