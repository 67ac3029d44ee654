using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mapwright;

/// <summary>Holds a mapping for reading; its bytes stay those of the file until it is disposed.</summary>
/// <remarks>
/// Safe for use by many threads. What follows <see cref="Dispose"/> throws, or meets zeros where it raced with it. A span is
/// valid while the lease is reachable, so a lease that is forgotten and collected ends it too.
/// </remarks>
[MustUse]
public unsafe partial class MapLease : IMapSource, IDisposable
{
    // A lease roots its region for good, so that even a use that races with dispose meets mapped addresses.
    private readonly MappedRegion _region;
    private readonly byte* _address;
    private long _length;
    private bool _disposed;

    private protected MapLease(MappedRegion region)
    {
        _region = region;
        _address = region.Address;
        _length = region.Length;
    }

    /// <summary>The length of the mapping in bytes; 0 after dispose.</summary>
    public long Length => _length;

    /// <summary>Whether an access of the mapping met a page that could not be had: see <see cref="MappedFileBase.HasFaulted"/>.</summary>
    public bool HasFaulted => _region.HasFaulted;

    /// <summary>All bytes.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    /// <exception cref="InvalidOperationException">The mapping is longer than a span can be; use <see cref="Slice"/>.</exception>
    [Borrows]
    public ReadOnlySpan<byte> Span => Whole;

    /// <summary>A part of the bytes.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    [Borrows]
    public ReadOnlySpan<byte> Slice(long offset, int length) => Part(offset, length);

    /// <summary>Reads a value as it lies in memory, as <see cref="MappedFileBase.Read{T}"/>.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    /// <exception cref="StorageException">A page could not be had, now or earlier: see <see cref="HasFaulted"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Read<T>(long offset)
        where T : unmanaged
    {
        var value = Unsafe.ReadUnaligned<T>(AddressOf(offset, sizeof(T)));
        ThrowIfFaulted(nameof(Read));
        return value;
    }

    /// <summary>Reads a number whose least significant byte comes first, as <see cref="MappedFileBase.ReadLittleEndian{T}"/>.</summary>
    /// <typeparam name="T">The type of the number: any integer, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadLittleEndian<T>(long offset)
        where T : unmanaged, IBinaryNumber<T> => ByteOrder.LittleEndian(Read<T>(offset));

    /// <summary>Reads a number whose most significant byte comes first, as <see cref="MappedFileBase.ReadBigEndian{T}"/>.</summary>
    /// <typeparam name="T">The type of the number: any integer, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadBigEndian<T>(long offset)
        where T : unmanaged, IBinaryNumber<T> => ByteOrder.BigEndian(Read<T>(offset));

    /// <summary>Lets the mapping go; does nothing the second time.</summary>
    [Releases]
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            _length = 0;
            _region.GiveBack();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Copies bytes out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CopyOut(long offset, Span<byte> buffer)
    {
        new ReadOnlySpan<byte>(AddressOf(offset, buffer.Length), buffer.Length).CopyTo(buffer);
        ThrowIfFaulted(nameof(Read));
    }

    void IMapSource.CopyOut(long offset, Span<byte> buffer) => CopyOut(offset, buffer);

    internal MappedRegion Region => _region;

    internal static MapLease ForReading(MappedRegion region) => new(region);

    private protected Span<byte> Whole
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _length <= int.MaxValue
                ? new Span<byte>(_address, (int)_length)
                : throw new InvalidOperationException($"A span cannot cover {_length} mapped bytes; use Slice.");
        }
    }

    private protected Span<byte> Part(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new Span<byte>(AddressOf(offset, length), length);
    }

    /// <summary>Asked after an access: see <see cref="MappedRegion"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void ThrowIfFaulted(string operation)
    {
        Volatile.ReadBarrier();
        if (_region.HasFaulted)
        {
            ThrowFaulted(operation);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected byte* AddressOf(long offset, int length)
    {
        var last = _length - length;
        if (last < 0 || (ulong)offset > (ulong)last)
        {
            ThrowOutside(offset, length);
        }

        return _address + offset;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowOutside(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        throw new ArgumentOutOfRangeException(
            nameof(offset), offset, $"{length} bytes at this offset are not inside the mapping, which has {_length} bytes.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowFaulted(string operation) => throw _region.Faulted(operation);
}
