using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mapwright;

/// <summary>Reads a mapping, or an interval of it, from front to back.</summary>
/// <remarks>
/// It holds a lease: the file may be disposed meanwhile, and its length cannot change. For one thread at a time. What does not
/// fit into the rest of the interval throws <see cref="ArgumentOutOfRangeException"/> and leaves the position where it was.
/// </remarks>
[MustUse]
public sealed class MapReader : IDisposable
{
    private readonly MapLease _lease;
    private readonly long _start;
    private readonly long _end;
    private long _next;

    internal MapReader(MapLease lease, long start, long length)
    {
        _lease = lease;
        _start = _next = start;
        _end = start + length;
    }

    /// <summary>The length of the interval in bytes.</summary>
    public long Length => _end - _start;

    /// <summary>The bytes that are left.</summary>
    public long Remaining => _end - _next;

    /// <summary>The position in bytes from the start of the interval; may be set to anything up to its length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is not inside the interval.</exception>
    public long Position
    {
        get => _next - _start;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)value, (ulong)Length, nameof(value));
            _next = _start + value;
        }
    }

    /// <summary>Reads a value as it lies in memory: in the byte order of the machine, aligned or not.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Read<T>()
        where T : unmanaged
    {
        var at = _next;
        MapBounds.Check(at, Unsafe.SizeOf<T>(), _end);
        var value = _lease.Read<T>(at);
        _next = at + Unsafe.SizeOf<T>();
        return value;
    }

    /// <summary>Reads a number whose least significant byte comes first.</summary>
    /// <typeparam name="T">The type of the number: any integer, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadLittleEndian<T>()
        where T : unmanaged, IBinaryNumber<T> => ByteOrder.LittleEndian(Read<T>());

    /// <summary>Reads a number whose most significant byte comes first.</summary>
    /// <typeparam name="T">The type of the number: any integer, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadBigEndian<T>()
        where T : unmanaged, IBinaryNumber<T> => ByteOrder.BigEndian(Read<T>());

    /// <inheritdoc cref="MappedFileBase.ReadGuid" path="/summary"/>
    /// <param name="bigEndian">Whether all bytes come as the text form has them; otherwise as .NET and Windows lay them out.</param>
    /// <returns>The identifier.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public Guid ReadGuid(bool bigEndian = false) => ByteOrder.ToGuid(Read<UInt128>(), bigEndian);

    /// <inheritdoc cref="MappedFileBase.ReadVarint{T}" path="/summary"/>
    /// <typeparam name="T">The type of the integer.</typeparam>
    /// <returns>The integer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before.</exception>
    /// <exception cref="FormatException">The bytes are no integer of this type.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadVarint<T>()
        where T : unmanaged, IBinaryInteger<T>
    {
        var at = _next;
        if (at < _end)
        {
            var first = _lease.Read<byte>(at);
            if (first < 0x80)
            {
                _next = at + 1;
                return T.CreateTruncating(first);
            }
        }

        var value = MapText.ReadVarint<T>(_lease, at, _end, out var length);
        _next = at + length;
        return value;
    }

    /// <inheritdoc cref="MappedFileBase.ReadString" path="/summary"/>
    /// <param name="length">The length of the field in bytes.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before, or the length is negative.</exception>
    /// <exception cref="FormatException">The bytes are no UTF-8.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public string ReadString(int length)
    {
        var text = MapText.ReadFixed(_lease, _next, length, _end);
        _next += length;
        return text;
    }

    /// <inheritdoc cref="MappedFileBase.ReadPrefixedString" path="/summary"/>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before.</exception>
    /// <exception cref="FormatException">The length is none, or the bytes are no UTF-8.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public string ReadPrefixedString()
    {
        var text = MapText.ReadPrefixed(_lease, _next, _end, out var length);
        _next += length;
        return text;
    }

    /// <summary>Copies the next bytes.</summary>
    /// <param name="buffer">The buffer to fill.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReadBytes(Span<byte> buffer)
    {
        var at = _next;
        MapBounds.Check(at, buffer.Length, _end);
        _lease.CopyOut(at, buffer);
        _next = at + buffer.Length;
    }

    /// <summary>The next bytes where they lie, without a copy; valid until the reader is disposed.</summary>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before, or the length is negative.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    [Borrows]
    public ReadOnlySpan<byte> ReadSpan(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var at = _next;
        MapBounds.Check(at, length, _end);
        var bytes = _lease.Slice(at, length);
        _next = at + length;
        return bytes;
    }

    /// <summary>Passes over bytes.</summary>
    /// <param name="length">The length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before, or the length is negative.</exception>
    public void Skip(long length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, (ulong)Remaining, nameof(length));
        _next += length;
    }

    /// <summary>Gives the lease back; does nothing the second time.</summary>
    [Releases]
    public void Dispose() => _lease.Dispose();
}
