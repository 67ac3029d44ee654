using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mapwright;

public abstract partial class MappedFileBase
{
    /// <summary>Reads a value as it lies in memory: in the byte order of the machine, aligned or not.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">A page could not be had, now or earlier: see <see cref="HasFaulted"/>.</exception>
    [RangeOf(nameof(offset))]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe T Read<T>(long offset)
        where T : unmanaged
    {
        var region = Region;
        if (region.Holds(offset, sizeof(T)))
        {
            var value = Unsafe.ReadUnaligned<T>(region.Address + offset);

            // The access first, then the check: see MappedRegion.
            Volatile.ReadBarrier();
            if (region.StillHolds(offset, sizeof(T)))
            {
                return value;
            }
        }

        return ReadAgain<T>(offset);
    }

    /// <summary>Reads a number whose least significant byte comes first.</summary>
    /// <typeparam name="T">The type of the number: any integer, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">A page could not be had, now or earlier: see <see cref="HasFaulted"/>.</exception>
    [RangeOf(nameof(offset))]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadLittleEndian<T>(long offset)
        where T : unmanaged, IBinaryNumber<T> => ByteOrder.LittleEndian(Read<T>(offset));

    /// <summary>Reads a number whose most significant byte comes first.</summary>
    /// <typeparam name="T">The type of the number: any integer, <see cref="Half"/>, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">A page could not be had, now or earlier: see <see cref="HasFaulted"/>.</exception>
    [RangeOf(nameof(offset))]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadBigEndian<T>(long offset)
        where T : unmanaged, IBinaryNumber<T> => ByteOrder.BigEndian(Read<T>(offset));

    /// <summary>The slow path of <see cref="Read{T}"/>: tells outside, closed, faulted and replaced apart.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe T ReadAgain<T>(long offset)
        where T : unmanaged
    {
        while (true)
        {
            var region = Region;
            ThrowIfUnusable(region, nameof(Read));
            ThrowIfOutside(region, offset, sizeof(T));
            var value = Unsafe.ReadUnaligned<T>(region.Address + offset);
            Volatile.ReadBarrier();
            if (region.StillHolds(offset, sizeof(T)))
            {
                return value;
            }
        }
    }
}
