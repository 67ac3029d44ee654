using System.Globalization;
using System.Numerics;

namespace Mapwright;

/// <summary>Hands out one range after the other, to any number of threads at once, without a lock.</summary>
/// <remarks>
/// Invariant: all that is taken lies below one position, which only grows and never passes the end; a range is the step of that
/// position by one compare-and-swap. An addition that is checked afterwards would be shorter, but a refused request
/// would move the position too: the rest would be lost, and enough of them would wrap around into ranges in use.
/// </remarks>
public sealed class ConcurrentRangeAllocator : IRangeAllocator
{
    private long _position;

    /// <summary>Makes an allocator.</summary>
    /// <param name="length">The length of the space in bytes.</param>
    /// <param name="alignment">What offsets are multiples of, in bytes; a power of two.</param>
    /// <param name="allocated">The bytes at the beginning that are taken already; rounded up to the alignment.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="length"/> is negative, <paramref name="alignment"/> is no power of two, or <paramref name="allocated"/> is negative or
    /// more than <paramref name="length"/>.
    /// </exception>
    public ConcurrentRangeAllocator(long length, int alignment, long allocated = 0)
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
        _position = Step(allocated, length);
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>What offsets are multiples of, in bytes.</summary>
    public int Alignment { get; }

    /// <inheritdoc/>
    public long Allocated => Volatile.Read(ref _position);

    /// <inheritdoc/>
    public long Remaining => Length - Allocated;

    /// <inheritdoc/>
    public long Allocate(long length) => TryAllocate(length, out var offset) ? offset : throw new StorageException(
        StorageErrorCode.SpaceExhausted,
        nameof(Allocate),
        path: null,
        string.Create(CultureInfo.InvariantCulture, $"A range of {length} bytes does not fit: {Remaining} of {Length} bytes are left."));

    /// <inheritdoc/>
    public bool TryAllocate(long length, out long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var position = Volatile.Read(ref _position);
        while (length <= Length - position)
        {
            var seen = Interlocked.CompareExchange(ref _position, position + Step(length, Length - position), position);
            if (seen == position)
            {
                offset = position;
                return true;
            }

            position = seen;
        }

        offset = 0;
        return false;
    }

    /// <summary>A length rounded up to the alignment, or up to the end where that is nearer.</summary>
    private long Step(long length, long rest)
    {
        var padding = -length & (Alignment - 1);
        return padding < rest - length ? length + padding : rest;
    }
}
