using System.Numerics;

namespace Mapwright;

/// <summary>Where things stand in the file of a journal: two header slots, then segments of one size, each with a header of its own.</summary>
/// <param name="SegmentSize">The size of a segment in bytes, with its header.</param>
internal readonly record struct JournalLayout(int SegmentSize)
{
    /// <summary>The distance between the header slots, in bytes; also what a segment's header occupies. No two share a block.</summary>
    public const int Block = 4096;

    public const int Slots = 2;

    public const int HeaderLength = Slots * Block;

    public const int SmallestSegment = 4 * Block;

    public const int LargestSegment = 1 << 30;

    /// <summary>The bytes of the log that a segment holds.</summary>
    public int Capacity => SegmentSize - Block;

    public static bool IsSegmentSize(int size) => size is >= SmallestSegment and <= LargestSegment && BitOperations.IsPow2(size);

    public static long SlotOffset(ulong sequence) => (long)(sequence % Slots) * Block;

    /// <summary>The part of the log that a position is in.</summary>
    public long NumberOf(long lsn) => lsn / Capacity;

    public long StartOf(long number) => number * Capacity;

    /// <summary>Where a segment of the file starts.</summary>
    public long OffsetOf(int place) => HeaderLength + ((long)place * SegmentSize);

    /// <summary>Where a position of the log is, given the segment of the file that holds its part.</summary>
    public long OffsetOf(int place, long lsn) => OffsetOf(place) + Block + (lsn % Capacity);

    /// <summary>How many segments, the last of them perhaps in part, a file of this length has.</summary>
    public int PlacesIn(long length) => length <= HeaderLength ? 0 : (int)Math.Min(int.MaxValue, (length - HeaderLength + SegmentSize - 1) / SegmentSize);
}
