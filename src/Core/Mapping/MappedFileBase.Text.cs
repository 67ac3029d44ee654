using System.Numerics;

namespace Mapwright;

public abstract partial class MappedFileBase : IMapSource
{
    /// <summary>Reads an identifier, 16 bytes.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="bigEndian">Whether all bytes come as the text form has them; otherwise as .NET and Windows lay them out.</param>
    /// <returns>The identifier.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public Guid ReadGuid(long offset, bool bigEndian = false) => ByteOrder.ToGuid(Read<UInt128>(offset), bigEndian);

    /// <summary>Reads an integer of 7 bits a byte (LEB128), as <see cref="BinaryReader.Read7BitEncodedInt64"/>.</summary>
    /// <typeparam name="T">The type of the integer.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The number of bytes that it takes.</param>
    /// <returns>The integer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The mapping ends before the integer does.</exception>
    /// <exception cref="FormatException">The bytes are no integer of this type.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public T ReadVarint<T>(long offset, out int length)
        where T : unmanaged, IBinaryInteger<T> => MapText.ReadVarint<T>(this, offset, Length, out length);

    /// <summary>Reads text of UTF-8 from a field of a fixed length: up to the first zero, or all of it.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length of the field in bytes.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The field is not inside the mapping.</exception>
    /// <exception cref="FormatException">The bytes are no UTF-8.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="ReadAt"/>.</exception>
    [RangeOf(nameof(offset), Length = nameof(length))]
    public string ReadString(long offset, int length) => MapText.ReadFixed(this, offset, length, Length);

    /// <summary>Reads text as <see cref="BinaryReader.ReadString"/>: the length in bytes as a varint, then UTF-8.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The number of bytes that it takes, with its length.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The mapping ends before the text does.</exception>
    /// <exception cref="FormatException">The length is none, or the bytes are no UTF-8.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="ReadAt"/>.</exception>
    public string ReadPrefixedString(long offset, out int length) => MapText.ReadPrefixed(this, offset, Length, out length);

    void IMapSource.CopyOut(long offset, Span<byte> buffer) => ThrowIfShort(Copy(buffer, offset, nameof(ReadString)), buffer.Length, offset);

    /// <summary>Throws when the mapping became shorter since it was asked how long it is.</summary>
    private void ThrowIfShort(int count, int length, long offset)
    {
        if (count < length)
        {
            ThrowOutside(Region, offset, length);
        }
    }
}
