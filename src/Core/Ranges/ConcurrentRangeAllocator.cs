namespace Mapwright;

/// <summary>Hands out one range after the other, to any number of threads at once, without a lock.</summary>
/// <remarks>
/// Invariant: all that is taken lies below one position, which only grows and never passes the end; a range is the step of that
/// position by one compare-and-swap. An addition that is checked afterwards would be shorter, but a refused request
/// would move the position too: the rest would be lost, and enough of them would wrap around into ranges in use.
/// </remarks>
public sealed class ConcurrentRangeAllocator : RangeAllocator
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
        : base(length, alignment, allocated) => _position = Padded(allocated, length);

    /// <inheritdoc/>
    public override long Allocated => Volatile.Read(ref _position);

    /// <inheritdoc/>
    public override bool TryAllocate(long length, out long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var position = Volatile.Read(ref _position);
        while (length <= Length - position)
        {
            var seen = Interlocked.CompareExchange(ref _position, position + Padded(length, Length - position), position);
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

    /// <inheritdoc/>
    public override IReadOnlyList<(long Offset, long Length)> GetFree() => FreeBehind(Allocated);
}
