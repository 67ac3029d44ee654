using System.Buffers.Binary;
using System.Numerics;

namespace Mapwright;

/// <summary>CRC-32C (Castagnoli): the reflected polynomial 0x82F63B78, all ones before and after, as in iSCSI.</summary>
internal static class Checksum
{
    private const uint Ones = uint.MaxValue;

    /// <summary>The checksum of all of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum of some bytes and of more that follow them.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var state = checksum ^ Ones;
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            state = BitOperations.Crc32C(state, value);
        }

        return state ^ Ones;
    }
}
