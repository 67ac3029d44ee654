using System.Buffers.Binary;

namespace Mapwright;

/// <summary>What the journal as a whole needs to know; kept in two places that are written in turn, so that one is always whole.</summary>
/// <param name="Sequence">Counts the writes of slots; the whole slot with the larger one counts.</param>
/// <param name="JournalId">A random number that every frame of the journal carries.</param>
/// <param name="Generation">The generation that new frames are written in.</param>
/// <param name="CutLsn">Where the generation begins.</param>
/// <param name="FirstLsn">The first live position: frames below it were trimmed.</param>
/// <param name="DurableLsn">A position below which everything is known to be durable.</param>
/// <param name="SegmentSize">The size of each segment in bytes, with its header.</param>
/// <param name="IsClosed">Whether the journal was closed, with <paramref name="DurableLsn"/> as its end.</param>
internal readonly record struct HeaderSlot(
    ulong Sequence, ulong JournalId, uint Generation, long CutLsn, long FirstLsn, long DurableLsn, int SegmentSize, bool IsClosed)
{
    public const int Size = 128;

    public const uint FormatVersion = 1;

    /// <summary>"MWJS".</summary>
    public const uint Magic = 0x534A574D;

    private const uint ClosedFlag = 1;

    public FrameRules Rules => new(JournalId, Generation, CutLsn);

    public void WriteTo(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], Generation);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], JournalId);
        BinaryPrimitives.WriteInt64LittleEndian(destination[32..], FirstLsn);
        BinaryPrimitives.WriteInt64LittleEndian(destination[40..], DurableLsn);
        BinaryPrimitives.WriteInt64LittleEndian(destination[48..], CutLsn);
        BinaryPrimitives.WriteInt32LittleEndian(destination[56..], SegmentSize);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[60..], IsClosed ? ClosedFlag : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Checksum.Of(destination[4..Size]));
    }

    /// <summary>Reads a slot.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="slot">The slot, when it is whole and of this version.</param>
    /// <param name="version">The version of the format, when the slot is whole; else 0.</param>
    /// <returns>Whether there is a slot.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out HeaderSlot slot, out uint version)
    {
        slot = default;
        version = 0;
        if (source.Length < Size
            || BinaryPrimitives.ReadUInt32LittleEndian(source[4..]) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(source) != Checksum.Of(source[4..Size]))
        {
            return false;
        }

        version = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]);
        slot = new HeaderSlot(
            BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[56..]),
            (BinaryPrimitives.ReadUInt32LittleEndian(source[60..]) & ClosedFlag) != 0);
        return version == FormatVersion
            && slot.FirstLsn >= 0
            && slot.DurableLsn >= slot.FirstLsn
            && slot.DurableLsn <= FrameHeader.LargestLsn
            && slot.CutLsn >= 0
            && slot.CutLsn <= slot.DurableLsn
            && JournalLayout.IsSegmentSize(slot.SegmentSize);
    }
}
