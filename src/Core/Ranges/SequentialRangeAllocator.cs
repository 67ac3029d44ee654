namespace Mapwright;

/// <summary>Hands out one range after the other, to one thread at a time: for a file that one party writes, and a little cheaper there.</summary>
public sealed class SequentialRangeAllocator : RangeAllocator
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
    public SequentialRangeAllocator(long length, int alignment, long allocated = 0)
        : base(length, alignment, allocated) => _position = Padded(allocated, length);

    /// <inheritdoc/>
    public override long Allocated => _position;

    /// <inheritdoc/>
    public override bool TryAllocate(long length, out long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var rest = Length - _position;
        if (length > rest)
        {
            offset = 0;
            return false;
        }

        offset = _position;
        _position += Padded(length, rest);
        return true;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(long Offset, long Length)> GetFree() => FreeBehind(_position);
}
