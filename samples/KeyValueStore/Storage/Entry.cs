namespace KeyValueStore.Storage;

/// <summary>A key of the index and where its value is: in memory, since it is in the journal only, or in the checkpoint.</summary>
internal sealed class Entry
{
    private Entry(ReadOnlyMemory<byte> key) => Key = key;

    public ReadOnlyMemory<byte> Key { get; }

    /// <summary>The length of the value in bytes.</summary>
    public int Length { get; private init; }

    /// <summary>The value; <see langword="null"/> where the checkpoint has it.</summary>
    public ReadOnlyMemory<byte>? Value { get; private init; }

    /// <summary>Where the value starts in the checkpoint, in bytes.</summary>
    public long Offset { get; private init; }

    /// <summary>The checksum of the value in the checkpoint.</summary>
    public uint Checksum { get; private init; }

    /// <summary>Orders entries by their keys, byte by byte.</summary>
    public static IComparer<Entry> ByKey { get; } = Comparer<Entry>.Create((x, y) => x.Key.Span.SequenceCompareTo(y.Key.Span));

    /// <summary>An entry to look for others with.</summary>
    public static Entry ToFind(ReadOnlyMemory<byte> key) => new(key);

    public static Entry InMemory(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) => new(key) { Length = value.Length, Value = value };

    public static Entry InCheckpoint(ReadOnlyMemory<byte> key, long offset, int length, uint checksum) =>
        new(key) { Offset = offset, Length = length, Checksum = checksum };
}
