using System.Buffers.Binary;

namespace KeyValueStore.Storage;

/// <summary>What a write does to one key; a record of the journal.</summary>
/// <remarks>A record: the kind (1 put, 2 delete), the length of the key in two bytes, the key, the value. Doing one twice is doing it once.</remarks>
internal sealed class Change
{
    /// <summary>The longest key in bytes.</summary>
    public const int LongestKey = ushort.MaxValue;

    /// <summary>The longest value in bytes.</summary>
    public const int LongestValue = 64 << 20;

    private const byte Putting = 1;
    private const byte Deleting = 2;
    private const int HeaderLength = 3;

    private Change(ReadOnlyMemory<byte> record) => Record = record;

    /// <summary>The change as the journal has it. The key and the value are parts of it.</summary>
    public ReadOnlyMemory<byte> Record { get; }

    public bool IsPut => Record.Span[0] == Putting;

    public ReadOnlyMemory<byte> Key => Record.Slice(HeaderLength, KeyLength(Record.Span));

    public ReadOnlyMemory<byte> Value => Record[(HeaderLength + KeyLength(Record.Span))..];

    /// <exception cref="ArgumentException">The key is empty, or the key or the value is too long.</exception>
    public static Change Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Encode(Putting, key, value);

    /// <exception cref="ArgumentException">The key is empty or too long.</exception>
    public static Change Delete(ReadOnlySpan<byte> key) => Encode(Deleting, key, []);

    /// <summary>Takes a record of the journal as a change. False: it is none.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> record, out Change change)
    {
        change = new Change(record);
        var bytes = record.Span;
        if (bytes.Length < HeaderLength || KeyLength(bytes) == 0 || KeyLength(bytes) > bytes.Length - HeaderLength)
        {
            return false;
        }

        return bytes[0] == Putting || (bytes[0] == Deleting && change.Value.IsEmpty);
    }

    private static Change Encode(byte kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.Length is 0 or > LongestKey)
        {
            throw new ArgumentException($"A key has 1 to {LongestKey} bytes, and this one has {key.Length}.", nameof(key));
        }

        if (value.Length > LongestValue)
        {
            throw new ArgumentException($"A value has at most {LongestValue} bytes, and this one has {value.Length}.", nameof(value));
        }

        var record = new byte[HeaderLength + key.Length + value.Length];
        record[0] = kind;
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(1), (ushort)key.Length);
        key.CopyTo(record.AsSpan(HeaderLength));
        value.CopyTo(record.AsSpan(HeaderLength + key.Length));
        return new Change(record);
    }

    private static int KeyLength(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt16LittleEndian(record[1..]);
}
