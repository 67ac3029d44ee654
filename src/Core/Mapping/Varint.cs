using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mapwright;

/// <summary>Integers in 7 bits a byte, the least significant first (LEB128). A negative one takes all its bits, as those of <see cref="BinaryWriter"/>.</summary>
internal static class Varint
{
    /// <summary>The bytes of the widest integer, of 128 bits.</summary>
    public const int LargestLength = 19;

    /// <summary>Encodes an integer.</summary>
    /// <returns>The number of bytes.</returns>
    public static int Encode<T>(T value, Span<byte> target)
        where T : unmanaged, IBinaryInteger<T>
    {
        var length = 0;
        for (var rest = value >>> 7; ; value = rest, rest >>>= 7)
        {
            var low = (byte)(byte.CreateTruncating(value) & 0x7F);
            if (rest == T.Zero)
            {
                target[length++] = low;
                return length;
            }

            target[length++] = (byte)(low | 0x80);
        }
    }

    /// <summary>Decodes an integer from the first bytes of a span.</summary>
    /// <returns>The number of bytes; 0 where the span ends inside the integer.</returns>
    /// <exception cref="FormatException">The integer does not fit the type.</exception>
    public static int Decode<T>(ReadOnlySpan<byte> source, out T value)
        where T : unmanaged, IBinaryInteger<T>
    {
        var bits = Unsafe.SizeOf<T>() * 8;
        value = T.Zero;
        for (int i = 0, shift = 0; i < source.Length; i++, shift += 7)
        {
            var part = source[i] & 0x7F;
            if (shift >= bits || (bits - shift < 7 && part >> (bits - shift) != 0))
            {
                throw new FormatException($"The bytes are no varint of {bits} bits: the integer is wider.");
            }

            value |= T.CreateTruncating(part) << shift;
            if (source[i] < 0x80)
            {
                return i + 1;
            }
        }

        return source.Length < LengthOf(bits) ? 0 : throw new FormatException($"The bytes are no varint of {bits} bits: it does not end.");
    }

    /// <summary>The most bytes that an integer of so many bits takes.</summary>
    public static int LengthOf(int bits) => (bits + 6) / 7;
}
