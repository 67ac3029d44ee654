using System.Numerics;

namespace Mapwright;

public abstract partial class MutableMappedFileBase : IMapTarget
{
    /// <summary>Writes an identifier, 16 bytes. Not durable until flushed.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="value">The identifier.</param>
    /// <param name="bigEndian">Whether all bytes come as the text form has them; otherwise as .NET and Windows lay them out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed; a store that raced with it may have been made.</exception>
    /// <exception cref="StorageException">The file is poisoned.</exception>
    [Dirties]
    public void WriteGuid(long offset, Guid value, bool bigEndian = false) => Write(offset, ByteOrder.OfGuid(value, bigEndian));

    /// <summary>Writes an integer in 7 bits a byte (LEB128), as <see cref="BinaryWriter.Write7BitEncodedInt64"/>. Not durable until flushed.</summary>
    /// <typeparam name="T">The type of the integer.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="value">The integer.</param>
    /// <returns>The number of bytes that it takes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are not inside the mapping; nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="WriteAt"/>.</exception>
    [Dirties]
    public int WriteVarint<T>(long offset, T value)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<byte> bytes = stackalloc byte[Varint.LargestLength];
        var length = Varint.Encode(value, bytes);
        ((IMapTarget)this).CopyIn(offset, bytes[..length]);
        return length;
    }

    /// <summary>Writes text as UTF-8 into a field of a fixed length, which is filled up with zeros. Not durable until flushed.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length of the field in bytes.</param>
    /// <param name="value">The text.</param>
    /// <exception cref="ArgumentException">The text does not fit into the field, or has an unpaired surrogate; nothing was written.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The field is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="WriteAt"/>.</exception>
    [Dirties, RangeOf(nameof(offset), Length = nameof(length))]
    public void WriteString(long offset, int length, ReadOnlySpan<char> value) => MapText.WriteFixed(this, offset, length, Length, value);

    /// <summary>Writes text as <see cref="BinaryWriter.Write(string)"/>: the length in bytes as a varint, then UTF-8. Not durable until flushed.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="value">The text.</param>
    /// <returns>The number of bytes that it takes, with its length.</returns>
    /// <exception cref="ArgumentException">The text has an unpaired surrogate; nothing was written.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are not inside the mapping; nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="WriteAt"/>.</exception>
    [Dirties]
    public int WritePrefixedString(long offset, ReadOnlySpan<char> value) => MapText.WritePrefixed(this, offset, Length, value);

    void IMapTarget.CopyIn(long offset, ReadOnlySpan<byte> buffer) => Store(new Copied(buffer), offset, buffer.Length, nameof(WriteString));
}
