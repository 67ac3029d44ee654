using System.Buffers.Binary;

namespace Mapwright;

/// <summary>Says which part of the log a segment of the file holds.</summary>
/// <param name="JournalId">The journal.</param>
/// <param name="Number">Which part: the log from this many times the capacity of a segment on.</param>
/// <param name="Generation">The generation of the journal that the segment was put to use in.</param>
internal readonly record struct SegmentHeader(ulong JournalId, long Number, uint Generation)
{
    public const int Size = 32;

    /// <summary>"MWJG".</summary>
    public const uint Magic = 0x474A574D;

    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], JournalId);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[24..], Generation);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[28..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Checksum.Of(destination[4..Size]));
    }

    public static bool TryRead(ReadOnlySpan<byte> source, out SegmentHeader header)
    {
        header = default;
        if (source.Length < Size
            || BinaryPrimitives.ReadUInt32LittleEndian(source[4..]) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(source) != Checksum.Of(source[4..Size]))
        {
            return false;
        }

        header = new SegmentHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[24..]));
        return header.Number >= 0;
    }
}
