using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mapwright;

/// <summary>Holds a mapping for reading and writing, as <see cref="MapLease"/>.</summary>
/// <remarks>
/// Concurrent writes of the same bytes leave either's, mixed. Stores are not refused after a failed flush:
/// <see cref="MutableMappedFileBase.WriteAt"/> reports it.
/// </remarks>
[MustUse]
public sealed unsafe partial class MutableMapLease : MapLease, IMapTarget
{
    internal MutableMapLease(MappedRegion region)
        : base(region)
    {
    }

    /// <inheritdoc cref="MapLease.Span"/>
    [Borrows]
    public new Span<byte> Span => Whole;

    /// <inheritdoc cref="MapLease.Slice"/>
    [Borrows]
    public new Span<byte> Slice(long offset, int length) => Part(offset, length);

    /// <summary>Writes a value as it lies in memory, as <see cref="MutableMappedFileBase.Write{T}"/>.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    /// <exception cref="StorageException">A page could not be had, now or earlier: see <see cref="MapLease.HasFaulted"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<T>(long offset, T value)
        where T : unmanaged
    {
        Unsafe.WriteUnaligned(AddressOf(offset, sizeof(T)), value);
        ThrowIfFaulted(nameof(Write));
    }

    /// <summary>Writes a number, its least significant byte first, as <see cref="MutableMappedFileBase.WriteLittleEndian{T}"/>.</summary>
    /// <typeparam name="T">The type of the number: any integer, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteLittleEndian<T>(long offset, T value)
        where T : unmanaged, IBinaryNumber<T> => Write(offset, ByteOrder.LittleEndian(value));

    /// <summary>Writes a number, its most significant byte first, as <see cref="MutableMappedFileBase.WriteBigEndian{T}"/>.</summary>
    /// <typeparam name="T">The type of the number: any integer, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBigEndian<T>(long offset, T value)
        where T : unmanaged, IBinaryNumber<T> => Write(offset, ByteOrder.BigEndian(value));

    /// <summary>Copies bytes in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CopyIn(long offset, ReadOnlySpan<byte> buffer)
    {
        buffer.CopyTo(new Span<byte>(AddressOf(offset, buffer.Length), buffer.Length));
        ThrowIfFaulted(nameof(Write));
    }

    /// <summary>A part of the bytes, as memory.</summary>
    internal Memory<byte> AsMemory(long offset, int length)
    {
        Part(offset, length);
        return MapMemory.Of(Region, offset, length);
    }

    void IMapTarget.CopyIn(long offset, ReadOnlySpan<byte> buffer) => CopyIn(offset, buffer);
}
