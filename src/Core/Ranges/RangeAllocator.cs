using System.Globalization;
using System.Numerics;

namespace Mapwright;

/// <summary>What the allocators of this library share: a space of a length, and an alignment.</summary>
public abstract class RangeAllocator : IRangeAllocator
{
    private protected RangeAllocator(long length, int alignment, long allocated)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (!BitOperations.IsPow2(alignment))
        {
            throw new ArgumentOutOfRangeException(nameof(alignment), alignment, "An alignment is a power of two.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(allocated);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(allocated, length);
        Length = length;
        Alignment = alignment;
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>What offsets are multiples of, in bytes; a power of two.</summary>
    public int Alignment { get; }

    /// <inheritdoc/>
    public abstract long Allocated { get; }

    /// <inheritdoc/>
    public long Remaining => Length - Allocated;

    /// <inheritdoc/>
    public long Allocate(long length) => TryAllocate(length, out var offset) ? offset : throw new StorageException(
        StorageErrorCode.SpaceExhausted,
        nameof(Allocate),
        path: null,
        string.Create(CultureInfo.InvariantCulture, $"A range of {length} bytes does not fit: {Remaining} of {Length} bytes are left."));

    /// <inheritdoc/>
    public abstract bool TryAllocate(long length, out long offset);

    /// <inheritdoc/>
    public abstract IReadOnlyList<(long Offset, long Length)> GetFree();

    /// <summary>A length rounded up to the alignment, or up to the end of what is left where that is nearer.</summary>
    private protected long Padded(long length, long rest)
    {
        var padding = -length & (Alignment - 1);
        return padding < rest - length ? length + padding : rest;
    }

    /// <summary>What is left behind a position.</summary>
    private protected IReadOnlyList<(long Offset, long Length)> FreeBehind(long position) => position < Length ? [(position, Length - position)] : [];
}
