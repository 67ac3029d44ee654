using System.Runtime.CompilerServices;

namespace Mapwright;

/// <summary>Memory, offsets and lengths for transfers past the page cache (<see cref="Caching.Direct"/>) and of block devices.</summary>
public static class AlignedMemory
{
    /// <summary>
    /// Makes a buffer whose address is a multiple of an alignment and stays the same. The garbage collector frees it; it
    /// costs more to make than other memory, so keep it and use it again.
    /// </summary>
    /// <param name="length">The length in bytes.</param>
    /// <param name="alignment">A power of two, in bytes.</param>
    /// <returns>The buffer, of zeros.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="length"/> is negative, or <paramref name="alignment"/> is no power of two, or both together are too long for an array.
    /// </exception>
    public static Memory<byte> Allocate(int length, int alignment = 4096)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (!int.IsPow2(alignment))
        {
            throw new ArgumentOutOfRangeException(nameof(alignment), alignment, "An alignment is a power of two.");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Array.MaxLength - alignment);
        var array = GC.AllocateArray<byte>(length + alignment - 1, pinned: true);
        var misaligned = (int)(AddressOf(array) & (nuint)(alignment - 1));
        return array.AsMemory(misaligned == 0 ? 0 : alignment - misaligned, length);
    }

    /// <summary>Whether the address of a buffer is a multiple of an alignment now. Memory that is not pinned may move.</summary>
    /// <param name="buffer">The buffer; an empty one is aligned.</param>
    /// <param name="alignment">A power of two, in bytes.</param>
    /// <returns>Whether it is.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="alignment"/> is no power of two.</exception>
    public static bool IsAligned(ReadOnlySpan<byte> buffer, int alignment)
    {
        if (!int.IsPow2(alignment))
        {
            throw new ArgumentOutOfRangeException(nameof(alignment), alignment, "An alignment is a power of two.");
        }

        return buffer.IsEmpty || (AddressOf(buffer) & (nuint)(alignment - 1)) == 0;
    }

    /// <summary>The largest multiple of an alignment that is no more than a value.</summary>
    /// <param name="value">The offset or the length, in bytes.</param>
    /// <param name="alignment">A power of two, in bytes.</param>
    /// <returns>The multiple.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="value"/> is negative, or <paramref name="alignment"/> is no power of two.
    /// </exception>
    public static long AlignDown(long value, int alignment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        if (!int.IsPow2(alignment))
        {
            throw new ArgumentOutOfRangeException(nameof(alignment), alignment, "An alignment is a power of two.");
        }

        return value & -alignment;
    }

    /// <summary>The smallest multiple of an alignment that is no less than a value.</summary>
    /// <param name="value">The offset or the length, in bytes.</param>
    /// <param name="alignment">A power of two, in bytes.</param>
    /// <returns>The multiple.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="value"/> is negative, or so large that there is none, or <paramref name="alignment"/> is no power of two.
    /// </exception>
    public static long AlignUp(long value, int alignment)
    {
        var down = AlignDown(value, alignment);
        if (down == value)
        {
            return value;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(down, long.MaxValue - alignment, nameof(value));
        return down + alignment;
    }

    private static unsafe nuint AddressOf(ReadOnlySpan<byte> buffer) => (nuint)Unsafe.AsPointer(ref Unsafe.AsRef(in buffer[0]));
}
