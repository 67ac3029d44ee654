using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>Converts values of every width to and from a byte order; the same step in both directions.</summary>
internal static class ByteOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LittleEndian<T>(T value)
        where T : unmanaged => BitConverter.IsLittleEndian ? value : Reverse(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T BigEndian<T>(T value)
        where T : unmanaged => BitConverter.IsLittleEndian ? Reverse(value) : value;

    /// <summary>An identifier from its 16 bytes as they lie.</summary>
    public static Guid ToGuid(UInt128 bytes, bool bigEndian) =>
        new(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in bytes)), bigEndian);

    /// <summary>The 16 bytes of an identifier as they are to lie.</summary>
    public static UInt128 OfGuid(Guid value, bool bigEndian)
    {
        UInt128 bytes = default;
        value.TryWriteBytes(MemoryMarshal.AsBytes(new Span<UInt128>(ref bytes)), bigEndian, out _);
        return bytes;
    }

    // One of the cases is left when T is known.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Reverse<T>(T value)
        where T : unmanaged
    {
        switch (Unsafe.SizeOf<T>())
        {
            case 1:
                return value;
            case 2:
                return Unsafe.BitCast<ushort, T>(BinaryPrimitives.ReverseEndianness(Unsafe.BitCast<T, ushort>(value)));
            case 4:
                return Unsafe.BitCast<uint, T>(BinaryPrimitives.ReverseEndianness(Unsafe.BitCast<T, uint>(value)));
            case 8:
                return Unsafe.BitCast<ulong, T>(BinaryPrimitives.ReverseEndianness(Unsafe.BitCast<T, ulong>(value)));
            case 16:
                return Unsafe.BitCast<UInt128, T>(BinaryPrimitives.ReverseEndianness(Unsafe.BitCast<T, UInt128>(value)));
            default:
                MemoryMarshal.AsBytes(new Span<T>(ref value)).Reverse();
                return value;
        }
    }
}
