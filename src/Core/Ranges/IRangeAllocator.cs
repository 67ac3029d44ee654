namespace Mapwright;

/// <summary>Hands out ranges of a space that do not overlap. Offsets and lengths are bytes.</summary>
/// <remarks>
/// The rule of every allocator: a range starts at a multiple of the alignment and is exactly as long as was asked for. A request that does not
/// fit is refused and changes nothing; there is no shorter range.
/// </remarks>
public interface IRangeAllocator
{
    /// <summary>The length of the space in bytes.</summary>
    long Length { get; }

    /// <summary>The bytes that are taken: by ranges, by the padding up to the alignment, and from the beginning.</summary>
    long Allocated { get; }

    /// <summary>The bytes that are left: <see cref="Length"/> less <see cref="Allocated"/>.</summary>
    long Remaining { get; }

    /// <summary>Takes a range.</summary>
    /// <param name="length">Its length in bytes, more than 0.</param>
    /// <returns>Its offset in bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not more than 0.</exception>
    /// <exception cref="StorageException">The range does not fit (<see cref="StorageErrorCode.SpaceExhausted"/>).</exception>
    long Allocate(long length);

    /// <summary>Takes a range if it fits.</summary>
    /// <param name="length">Its length in bytes, more than 0.</param>
    /// <param name="offset">Its offset in bytes.</param>
    /// <returns>False: it does not fit, and nothing changed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not more than 0.</exception>
    bool TryAllocate(long length, out long offset);

    /// <summary>What is not taken, at this moment.</summary>
    /// <returns>Intervals in bytes, in order, apart from one another.</returns>
    IReadOnlyList<(long Offset, long Length)> GetFree();
}

/// <summary>An allocator that takes ranges back, to hand them out again.</summary>
public interface IRecyclingRangeAllocator : IRangeAllocator
{
    /// <summary>Takes a range back, with its padding.</summary>
    /// <param name="offset">Its offset in bytes, a multiple of the alignment.</param>
    /// <param name="length">Its length in bytes, more than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is unaligned, or not inside the space.</exception>
    /// <exception cref="InvalidOperationException">A part of it is not taken; nothing changed.</exception>
    void Free(long offset, long length);
}

/// <summary>Makes the allocator of a <see cref="RangedFileBase"/>.</summary>
/// <param name="length">The length of the file in bytes.</param>
/// <param name="alignment">What offsets are multiples of, in bytes; a power of two.</param>
/// <param name="allocated">The bytes at the beginning that are taken already.</param>
/// <returns>The allocator. It must hand out aligned ranges inside the file that do not overlap, on any thread.</returns>
public delegate IRangeAllocator RangeAllocatorFactory(long length, int alignment, long allocated);
