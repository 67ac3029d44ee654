using Mapwright;

namespace SegmentedDownload.Client;

/// <summary>What is still to be fetched, handed out by the ranged file itself: nobody else gets a range that one worker has.</summary>
/// <remarks>
/// An allocation that is durable would not do: it remembers what was handed out, and what a process that died was handed must be handed out again. What
/// counts here is what is durable, and the log knows that.
/// </remarks>
internal sealed class MissingSegments(IEnumerable<(long Offset, long Length)> missing)
{
    private RecyclingRangeAllocator? _allocator;

    /// <summary>Makes the allocator of the ranged file: everything is taken, but for what is missing.</summary>
    public IRangeAllocator CreateAllocator(long length, int alignment, long allocated)
    {
        _allocator = new RecyclingRangeAllocator(length, alignment, allocated: length);
        foreach (var (offset, count) in missing)
        {
            _allocator.Free(offset, count);
        }

        return _allocator;
    }

    /// <summary>Takes a segment, or what is left of one. False: nothing is missing.</summary>
    public bool TryTake(RangedFileBase part, int segmentLength, out AllocatedRange range)
    {
        if (part.TryAllocate(segmentLength, out range))
        {
            return true;
        }

        foreach (var (_, length) in _allocator!.GetFree())
        {
            if (part.TryAllocate(long.Min(length, segmentLength), out range))
            {
                return true;
            }
        }

        return false;
    }
}
