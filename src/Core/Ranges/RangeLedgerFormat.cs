using System.Buffers.Binary;

namespace Mapwright;

/// <summary>What a slot of a ledger says.</summary>
/// <param name="Sequence">Which of two slots is newer.</param>
/// <param name="Length">The length of the ranged file in bytes.</param>
/// <param name="Alignment">Its alignment in bytes.</param>
/// <param name="Leased">All bytes below may have been handed out, but for what the records say.</param>
internal readonly record struct LedgerSlot(long Sequence, long Length, int Alignment, long Leased);

/// <summary>A record of a ledger: a range was freed, or a freed one was taken again.</summary>
internal readonly record struct LedgerRecord(bool IsFreed, long Offset, long Length);

/// <summary>The bytes of a ledger, version 1: two slots and then records, little-endian, each under its own CRC-32C.</summary>
/// <remarks>
/// Slot i is at 4096 × i, so that no write of one touches a disk sector of the other: magic (8), version (4), alignment (4), sequence (8), length (8),
/// leased (8), checksum of the 40 bytes before (4). Record n is at 8192 + 32 × n: checksum of the 28 bytes after (4), kind (4: 1 freed, 2 taken), offset
/// (8), length (8), n (8); 32 bytes lie in one sector, which a disk writes whole.
/// </remarks>
internal static class RangeLedgerFormat
{
    public const int SlotDistance = 4096;
    public const int SlotSize = 44;
    public const int RecordsStart = 2 * SlotDistance;
    public const int RecordSize = 32;

    private const int Version = 1;
    private const int SlotChecksum = 40;
    private const int Freed = 1;
    private const int Taken = 2;

    private static ReadOnlySpan<byte> Magic => "MWRANGES"u8;

    public static void Write(Span<byte> bytes, in LedgerSlot slot)
    {
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], slot.Alignment);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], slot.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], slot.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], slot.Leased);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[SlotChecksum..], Checksum.Of(bytes[..SlotChecksum]));
    }

    /// <summary>Reads a slot. False: it is none, or of another version, or damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out LedgerSlot slot)
    {
        slot = new LedgerSlot(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]));
        return bytes.StartsWith(Magic)
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) == Version
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[SlotChecksum..]) == Checksum.Of(bytes[..SlotChecksum])
            && slot.Leased >= 0 && slot.Leased <= slot.Length;
    }

    public static void Write(Span<byte> bytes, long index, in LedgerRecord record)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], record.IsFreed ? Freed : Taken);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], record.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], record.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], index);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Checksum.Of(bytes[4..RecordSize]));
    }

    /// <summary>Reads the record that is to stand at an index. False: it does not, or is damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, long index, out LedgerRecord record)
    {
        var kind = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        record = new LedgerRecord(kind == Freed, BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]));
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Checksum.Of(bytes[4..RecordSize])
            && kind is Freed or Taken
            && BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]) == index;
    }
}
