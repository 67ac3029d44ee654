using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mapwright;

public abstract partial class MutableMappedFileBase
{
    /// <summary>Writes a value as it lies in memory: in the byte order of the machine, aligned or not. Not durable until flushed.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not inside the mapping.</exception>
    /// <exception cref="InvalidOperationException">The mapping is frozen.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed; a store that raced with it may have been made.</exception>
    /// <exception cref="StorageException">
    /// The file is poisoned, or a page could not be had, now or earlier: see <see cref="MappedFileBase.HasFaulted"/>.
    /// </exception>
    [Dirties, RangeOf(nameof(offset))]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Write<T>(long offset, T value)
        where T : unmanaged
    {
        var region = Region;

        // The region first, then the flag, then the region again: see IsForStores.
        if (!IsRefused && region == Region && region.Holds(offset, sizeof(T)))
        {
            Unsafe.WriteUnaligned(region.Address + offset, value);

            // The access first, then the check: see MappedRegion.
            Volatile.ReadBarrier();
            if (region.StillHolds(offset, sizeof(T)))
            {
                return;
            }
        }

        WriteAgain(offset, value);
    }

    /// <summary>Writes a number, its least significant byte first. Not durable until flushed.</summary>
    /// <typeparam name="T">The type of the number: any integer, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not inside the mapping.</exception>
    /// <exception cref="InvalidOperationException">The mapping is frozen.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed; a store that raced with it may have been made.</exception>
    /// <exception cref="StorageException">
    /// The file is poisoned, or a page could not be had, now or earlier: see <see cref="MappedFileBase.HasFaulted"/>.
    /// </exception>
    [Dirties, RangeOf(nameof(offset))]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteLittleEndian<T>(long offset, T value)
        where T : unmanaged, IBinaryNumber<T> => Write(offset, ByteOrder.LittleEndian(value));

    /// <summary>Writes a number, its most significant byte first. Not durable until flushed.</summary>
    /// <typeparam name="T">The type of the number: any integer, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not inside the mapping.</exception>
    /// <exception cref="InvalidOperationException">The mapping is frozen.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed; a store that raced with it may have been made.</exception>
    /// <exception cref="StorageException">
    /// The file is poisoned, or a page could not be had, now or earlier: see <see cref="MappedFileBase.HasFaulted"/>.
    /// </exception>
    [Dirties, RangeOf(nameof(offset))]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBigEndian<T>(long offset, T value)
        where T : unmanaged, IBinaryNumber<T> => Write(offset, ByteOrder.BigEndian(value));

    /// <summary>The slow path of <see cref="Write{T}"/>: tells outside, closed, poisoned, faulted and replaced apart.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe void WriteAgain<T>(long offset, T value)
        where T : unmanaged
    {
        while (true)
        {
            ThrowIfClosed();
            var region = StoreRegion(nameof(Write));
            if (IsRefused)
            {
                File.ThrowIfPoisoned(nameof(Write));
            }

            ThrowIfUnusable(region, nameof(Write));
            ThrowIfOutside(region, offset, sizeof(T));
            Unsafe.WriteUnaligned(region.Address + offset, value);
            Volatile.ReadBarrier();
            if (region.StillHolds(offset, sizeof(T)))
            {
                return;
            }
        }
    }
}
