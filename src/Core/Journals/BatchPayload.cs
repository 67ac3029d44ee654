using System.Buffers.Binary;

namespace Mapwright;

/// <summary>The payload of a batch: for each record its length in four bytes and its bytes.</summary>
internal static class BatchPayload
{
    public const int LengthPrefix = sizeof(int);

    /// <summary>The length of the payload, which may be more than a frame can have.</summary>
    public static long LengthOf(ReadOnlySpan<ReadOnlyMemory<byte>> records)
    {
        var length = (long)records.Length * LengthPrefix;
        foreach (var record in records)
        {
            length += record.Length;
        }

        return length;
    }

    public static void Write(ref FrameWriter writer, ReadOnlySpan<ReadOnlyMemory<byte>> records)
    {
        Span<byte> prefix = stackalloc byte[LengthPrefix];
        foreach (var record in records)
        {
            BinaryPrimitives.WriteInt32LittleEndian(prefix, record.Length);
            writer.Write(prefix);
            writer.Write(record.Span);
        }
    }

    public static byte[] ToArray(ReadOnlySpan<ReadOnlyMemory<byte>> records)
    {
        var payload = GC.AllocateUninitializedArray<byte>((int)LengthOf(records));
        var rest = payload.AsSpan();
        foreach (var record in records)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, record.Length);
            record.Span.CopyTo(rest[LengthPrefix..]);
            rest = rest[(LengthPrefix + record.Length)..];
        }

        return payload;
    }

    /// <summary>Takes the first record off a payload.</summary>
    /// <returns>False: the payload is malformed.</returns>
    public static bool TryTake(ref ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> record)
    {
        record = default;
        if (payload.Length < LengthPrefix)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(payload.Span);
        if (length < 0 || length > payload.Length - LengthPrefix)
        {
            return false;
        }

        record = payload.Slice(LengthPrefix, length);
        payload = payload[(LengthPrefix + length)..];
        return true;
    }
}
