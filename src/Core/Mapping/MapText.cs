using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Mapwright;

/// <summary>Bytes that text and varints are copied out of: a map, or a lease of one.</summary>
internal interface IMapSource
{
    /// <summary>Copies bytes out that lie inside, or throws.</summary>
    void CopyOut(long offset, Span<byte> buffer);
}

/// <summary>Bytes that text and varints are copied into.</summary>
internal interface IMapTarget
{
    /// <summary>Copies bytes in that fit, or throws.</summary>
    void CopyIn(long offset, ReadOnlySpan<byte> buffer);
}

/// <summary>Text and varints at an offset, up to an end. Nothing is written that does not fit whole.</summary>
internal static class MapText
{
    /// <summary>A longer text is copied through a rented array.</summary>
    private const int LargestOnStack = 256;

    // Text that cannot be carried without loss is an error in both directions.
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static T ReadVarint<T>(IMapSource bytes, long offset, long end, out int length)
        where T : unmanaged, IBinaryInteger<T>
    {
        // Checked before it is shortened to what is there: an offset may be anything.
        MapBounds.CheckWithin(offset, 1, end);
        Span<byte> buffer = stackalloc byte[Varint.LargestLength];
        buffer = buffer[..(int)Math.Min(Varint.LengthOf(Unsafe.SizeOf<T>() * 8), end - offset)];
        bytes.CopyOut(offset, buffer);
        length = Varint.Decode<T>(buffer, out var value);
        if (length == 0)
        {
            MapBounds.Check(offset, buffer.Length + 1, end);
        }

        return value;
    }

    public static string ReadFixed(IMapSource bytes, long offset, int length, long end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        MapBounds.CheckWithin(offset, length, end);
        return Decode(bytes, offset, length, isPadded: true);
    }

    public static string ReadPrefixed(IMapSource bytes, long offset, long end, out int length)
    {
        var count = ReadVarint<int>(bytes, offset, end, out var prefix);
        if (count < 0)
        {
            throw new FormatException($"The bytes are no text: its length would be {count}.");
        }

        MapBounds.Check(offset + prefix, count, end);
        length = prefix + count;
        return Decode(bytes, offset + prefix, count, isPadded: false);
    }

    public static void WriteFixed(IMapTarget bytes, long offset, int length, long end, ReadOnlySpan<char> value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        MapBounds.CheckWithin(offset, length, end);
        var count = s_utf8.GetByteCount(value);
        if (count > length)
        {
            throw new ArgumentException($"The text takes {count} bytes of UTF-8, the field has {length}.", nameof(value));
        }

        var rented = length > LargestOnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        var field = (rented ?? stackalloc byte[LargestOnStack])[..length];
        s_utf8.GetBytes(value, field);
        field[count..].Clear();
        bytes.CopyIn(offset, field);
        Return(rented);
    }

    public static int WritePrefixed(IMapTarget bytes, long offset, long end, ReadOnlySpan<char> value)
    {
        var count = s_utf8.GetByteCount(value);
        var most = Varint.LargestLength + count;
        var rented = most > LargestOnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        var buffer = rented ?? stackalloc byte[LargestOnStack];
        var prefix = Varint.Encode(count, buffer);
        var length = prefix + s_utf8.GetBytes(value, buffer[prefix..]);
        try
        {
            MapBounds.CheckWithin(offset, length, end);
            bytes.CopyIn(offset, buffer[..length]);
        }
        finally
        {
            Return(rented);
        }

        return length;
    }

    private static string Decode(IMapSource bytes, long offset, int length, bool isPadded)
    {
        var rented = length > LargestOnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        try
        {
            var text = (rented ?? stackalloc byte[LargestOnStack])[..length];
            bytes.CopyOut(offset, text);
            var end = isPadded ? text.IndexOf((byte)0) : -1;
            return s_utf8.GetString(end < 0 ? text : text[..end]);
        }
        catch (DecoderFallbackException exception)
        {
            throw new FormatException($"The {length} bytes at offset {offset} are no UTF-8.", exception);
        }
        finally
        {
            Return(rented);
        }
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
