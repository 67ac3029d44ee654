using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mapwright;

/// <summary>Writes a mapping, or an interval of it, from front to back. Not durable until the file is flushed.</summary>
/// <remarks>
/// It holds a lease: the file may be disposed meanwhile, and its length cannot change. For one thread at a time. What does not
/// fit into the rest of the interval throws <see cref="ArgumentOutOfRangeException"/>, writes nothing and leaves the position where it was.
/// </remarks>
[MustUse]
public sealed class MapWriter : IBufferWriter<byte>, IDisposable
{
    private readonly MutableMapLease _lease;
    private readonly long _start;
    private readonly long _end;
    private long _next;

    internal MapWriter(MutableMapLease lease, long start, long length)
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

    /// <summary>Writes a value as it lies in memory: in the byte order of the machine, aligned or not.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<T>(T value)
        where T : unmanaged
    {
        var at = _next;
        MapBounds.Check(at, Unsafe.SizeOf<T>(), _end);
        _lease.Write(at, value);
        _next = at + Unsafe.SizeOf<T>();
    }

    /// <summary>Writes a number, its least significant byte first.</summary>
    /// <typeparam name="T">The type of the number: any integer, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteLittleEndian<T>(T value)
        where T : unmanaged, IBinaryNumber<T> => Write(ByteOrder.LittleEndian(value));

    /// <summary>Writes a number, its most significant byte first.</summary>
    /// <typeparam name="T">The type of the number: any integer, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBigEndian<T>(T value)
        where T : unmanaged, IBinaryNumber<T> => Write(ByteOrder.BigEndian(value));

    /// <summary>Writes an identifier, 16 bytes.</summary>
    /// <param name="value">The identifier.</param>
    /// <param name="bigEndian">Whether all bytes come as the text form has them; otherwise as .NET and Windows lay them out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public void WriteGuid(Guid value, bool bigEndian = false) => Write(ByteOrder.OfGuid(value, bigEndian));

    /// <summary>Writes an integer in 7 bits a byte (LEB128), as <see cref="BinaryWriter.Write7BitEncodedInt64"/>.</summary>
    /// <typeparam name="T">The type of the integer.</typeparam>
    /// <param name="value">The integer.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public void WriteVarint<T>(T value)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<byte> bytes = stackalloc byte[Varint.LargestLength];
        WriteBytes(bytes[..Varint.Encode(value, bytes)]);
    }

    /// <summary>Writes text as UTF-8 into a field of a fixed length, which is filled up with zeros.</summary>
    /// <param name="length">The length of the field in bytes.</param>
    /// <param name="value">The text.</param>
    /// <exception cref="ArgumentException">The text does not fit into the field, or has an unpaired surrogate.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before, or the length is negative.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public void WriteString(int length, ReadOnlySpan<char> value)
    {
        MapText.WriteFixed(_lease, _next, length, _end, value);
        _next += length;
    }

    /// <summary>Writes text as <see cref="BinaryWriter.Write(string)"/>: the length in bytes as a varint, then UTF-8.</summary>
    /// <param name="value">The text.</param>
    /// <exception cref="ArgumentException">The text has an unpaired surrogate.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public void WritePrefixedString(ReadOnlySpan<char> value) => _next += MapText.WritePrefixed(_lease, _next, _end, value);

    /// <summary>Copies bytes in.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBytes(ReadOnlySpan<byte> buffer)
    {
        var at = _next;
        MapBounds.Check(at, buffer.Length, _end);
        _lease.CopyIn(at, buffer);
        _next = at + buffer.Length;
    }

    /// <summary>The next bytes where they lie, to be filled before <see cref="Advance"/>; valid until the writer is disposed.</summary>
    /// <param name="sizeHint">The least length in bytes; with 0, at least 1.</param>
    /// <returns>The rest of the interval, as far as a span reaches.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rest is shorter, or the hint is negative.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    [Borrows]
    public Span<byte> GetSpan(int sizeHint = 0) => _lease.Slice(_next, Rest(sizeHint));

    /// <summary>As <see cref="GetSpan"/>, as memory.</summary>
    /// <param name="sizeHint">The least length in bytes; with 0, at least 1.</param>
    /// <returns>The rest of the interval, as far as a memory reaches.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rest is shorter, or the hint is negative.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    [Borrows]
    public Memory<byte> GetMemory(int sizeHint = 0) => _lease.AsMemory(_next, Rest(sizeHint));

    /// <summary>Passes over bytes: they were filled in place, or are to stay as they are.</summary>
    /// <param name="count">The number of bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval ends before, or the count is negative.</exception>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)count, (ulong)Remaining, nameof(count));
        _next += count;
    }

    /// <summary>Gives the lease back and flushes nothing; does nothing the second time.</summary>
    [Releases]
    public void Dispose() => _lease.Dispose();

    private int Rest(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        MapBounds.Check(_next, Math.Max(sizeHint, 1), _end);
        return (int)Math.Min(Remaining, int.MaxValue);
    }
}
