using System.Buffers.Binary;

namespace KeyValueStore.Storage;

/// <summary>A checkpoint, byte by byte: a header, a directory of the keys in order, and the values in the same order. Numbers are little-endian.</summary>
/// <remarks>
/// <code>
///  0  8  "MWSTORE1"                    an entry of the directory:
///  8  8  LSN of the last change         0  4  length of the value
/// 16  8  length of the directory        4  4  checksum of the value
/// 24  8  length of the file             8  2  length of the key
/// 32  4  number of keys                10     the key
/// 36  4  checksum of the directory
/// 40  4  checksum of the 40 bytes before
/// </code>
/// Every byte is under a checksum. The first two parts tell the keys, so that opening reads no value.
/// </remarks>
internal static class CheckpointFormat
{
    public const int HeaderLength = 44;
    public const int EntryLength = 10;

    private static ReadOnlySpan<byte> Magic => "MWSTORE1"u8;

    public static long LengthOf(Entry entry) => EntryLength + entry.Key.Length + entry.Length;

    public static void WriteHeader(Span<byte> bytes, in Header header)
    {
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], header.Lsn);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], header.DirectoryLength);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], header.FileLength);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], header.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[36..], header.DirectoryChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[40..], Crc32C.Of(bytes[..40]));
    }

    /// <summary>Takes a header apart. False: it is none.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> bytes, out Header header)
    {
        header = default;
        if (bytes.Length < HeaderLength || !bytes.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]) != Crc32C.Of(bytes[..40]))
        {
            return false;
        }

        header = new Header(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]));
        return true;
    }

    /// <summary>Writes an entry of the directory, and returns what comes behind it.</summary>
    public static Span<byte> WriteEntry(Span<byte> bytes, Entry entry, uint checksum)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, entry.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], checksum);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], (ushort)entry.Key.Length);
        entry.Key.Span.CopyTo(bytes[EntryLength..]);
        return bytes[(EntryLength + entry.Key.Length)..];
    }

    /// <summary>Takes an entry from the front of the directory. False: what is there is none.</summary>
    /// <param name="directory">What is left of the directory; without the entry, when there is one.</param>
    /// <param name="offset">Where the value of the entry starts.</param>
    /// <param name="entry">The entry.</param>
    public static bool TryTakeEntry(ref ReadOnlyMemory<byte> directory, long offset, out Entry entry)
    {
        var bytes = directory.Span;
        entry = Entry.ToFind(default);
        if (bytes.Length < EntryLength || BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) is var length && length > bytes.Length - EntryLength)
        {
            return false;
        }

        entry = Entry.InCheckpoint(
            directory.Slice(EntryLength, length),
            offset,
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
        directory = directory[(EntryLength + length)..];
        return entry.Length >= 0 && length > 0;
    }

    /// <summary>What the header says.</summary>
    public readonly record struct Header(long Lsn, long DirectoryLength, long FileLength, int Count, uint DirectoryChecksum);
}
