using System.Buffers.Binary;

namespace Mapwright;

/// <summary>What stands before the payload of a frame; docs/journal-format.md has it byte by byte.</summary>
/// <param name="Kind">What the frame holds.</param>
/// <param name="Lsn">Its own position in the log.</param>
/// <param name="DurableLsn">What was known to be durable when it was encoded: everything below this position.</param>
/// <param name="JournalId">The journal that it belongs to.</param>
/// <param name="Generation">The generation of the journal that it was written in.</param>
/// <param name="PayloadLength">The length of the payload in bytes.</param>
/// <param name="PayloadChecksum">The checksum of the payload; 0 for a void frame.</param>
internal readonly record struct FrameHeader(
    FrameKind Kind, long Lsn, long DurableLsn, ulong JournalId, uint Generation, int PayloadLength, uint PayloadChecksum)
{
    public const int Size = 48;

    /// <summary>Every frame starts at a multiple of it.</summary>
    public const int Alignment = 8;

    /// <summary>The largest payload: bounds what a reader takes into memory.</summary>
    public const int LargestPayload = (1 << 28) - 1;

    /// <summary>The largest position: a frame that starts there still ends where a position can be.</summary>
    public const long LargestLsn = long.MaxValue - (1L << 32);

    /// <summary>"MWJF".</summary>
    public const uint Magic = 0x464A574D;

    public const int MagicOffset = 4;

    /// <summary>The length of the frame in the log.</summary>
    public long FrameLength => LengthOf(PayloadLength);

    /// <summary>The position of the next frame.</summary>
    public long End => Lsn + FrameLength;

    /// <summary>The length of a frame with a payload: header, payload, and zeros up to the alignment.</summary>
    public static long LengthOf(long payloadLength) => (Size + payloadLength + Alignment - 1) & -Alignment;

    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination[MagicOffset..], Magic);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], Lsn);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], DurableLsn);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], JournalId);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[32..], Generation);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[36..], (uint)Kind);
        BinaryPrimitives.WriteInt32LittleEndian(destination[40..], PayloadLength);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[44..], PayloadChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Checksum.Of(destination[4..Size]));
    }

    /// <summary>Reads a header that is whole and makes sense by itself. Whether it belongs where it stands is for <see cref="FrameRules"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out FrameHeader header)
    {
        header = default;
        if (source.Length < Size
            || BinaryPrimitives.ReadUInt32LittleEndian(source[MagicOffset..]) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(source) != Checksum.Of(source[4..Size]))
        {
            return false;
        }

        var kind = BinaryPrimitives.ReadUInt32LittleEndian(source[36..]);
        header = new FrameHeader(
            (FrameKind)kind,
            BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[40..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[44..]));
        return kind is >= (uint)FrameKind.Record and <= (uint)FrameKind.Void
            && header.PayloadLength is >= 0 and <= LargestPayload
            && header.Lsn >= 0
            && header.Lsn % Alignment == 0
            && header.Lsn <= LargestLsn
            && header.DurableLsn >= 0
            && header.DurableLsn <= header.Lsn;
    }
}
