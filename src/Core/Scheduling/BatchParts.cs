using System.Numerics;

namespace Mapwright;

/// <summary>Idle transfers of large batches, so that a batch of any size that comes again allocates nothing.</summary>
/// <remarks>
/// A few sets that all operations share, each in a slot that is emptied and filled by one exchange. So what is kept is bounded, however
/// many operations had a large batch once.
/// </remarks>
internal static class BatchParts
{
    /// <summary>More transfers than a ring has places for gain nothing by being one batch.</summary>
    private const int LargestKept = 16 * 1024;

    private static readonly BatchPart[]?[] s_kept = new BatchPart[]?[int.Max(4, Environment.ProcessorCount)];

    /// <summary>Takes a set of at least so many places; those that were used before hold a transfer.</summary>
    public static BatchPart[] Rent(int count)
    {
        foreach (ref var kept in s_kept.AsSpan())
        {
            if (Volatile.Read(ref kept) is not null && Interlocked.Exchange(ref kept, null) is { } parts)
            {
                return AtLeast(parts, count);
            }
        }

        return AtLeast([], count);
    }

    /// <summary>Gives back a set whose transfers nobody refers to any more.</summary>
    public static void Return(BatchPart[] parts)
    {
        if (parts.Length > LargestKept)
        {
            return;
        }

        foreach (ref var kept in s_kept.AsSpan())
        {
            if (Interlocked.CompareExchange(ref kept, parts, null) is null)
            {
                return;
            }
        }
    }

    /// <summary>The transfers stay; sizes that grow bit by bit soon fit.</summary>
    private static BatchPart[] AtLeast(BatchPart[] parts, int count)
    {
        if (parts.Length < count)
        {
            Array.Resize(ref parts, (int)uint.Min(BitOperations.RoundUpToPowerOf2((uint)count), (uint)Array.MaxLength));
        }

        return parts;
    }
}
