using System.Buffers;

namespace Mapwright;

/// <summary>Mapped bytes of any length as a chain of memories.</summary>
internal sealed class MapSequence : ReadOnlySequenceSegment<byte>
{
    /// <summary>A power of two, so that values seldom cross from one segment into the next.</summary>
    private const int SegmentLength = 1 << 30;

    private MapSequence(ReadOnlyMemory<byte> memory, long runningIndex)
    {
        Memory = memory;
        RunningIndex = runningIndex;
    }

    /// <summary>An interval that lies inside; the caller checked that it does.</summary>
    public static ReadOnlySequence<byte> Of(MappedRegion region, long offset, long length, int segmentLength = SegmentLength)
    {
        if (length <= segmentLength)
        {
            return new ReadOnlySequence<byte>(MapMemory.Of(region, offset, (int)length));
        }

        var first = new MapSequence(MapMemory.Of(region, offset, segmentLength), 0);
        var last = first;
        for (long done = segmentLength; done < length; done += last.Memory.Length)
        {
            var next = new MapSequence(MapMemory.Of(region, offset + done, (int)Math.Min(segmentLength, length - done)), done);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
