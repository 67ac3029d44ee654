using System.Globalization;

namespace Mapwright;

/// <summary>Hands out the smallest free interval that fits, and takes ranges back. Safe for use by many threads.</summary>
/// <remarks>
/// Invariant, under the lock: both sets hold the same free intervals, which start at multiples of the alignment, do not overlap and do not touch
/// (neighbours are joined). All of a call is logarithmic in their number.
/// </remarks>
public sealed class RecyclingRangeAllocator : RangeAllocator, IRecyclingRangeAllocator
{
    private readonly Lock _lock = new();
    private readonly SortedSet<(long Offset, long Length)> _byOffset = [];
    private readonly SortedSet<(long Length, long Offset)> _byLength = [];
    private long _allocated;

    /// <summary>Makes an allocator.</summary>
    /// <param name="length">The length of the space in bytes.</param>
    /// <param name="alignment">What offsets are multiples of, in bytes; a power of two.</param>
    /// <param name="allocated">The bytes at the beginning that are taken already; rounded up to the alignment.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="length"/> is negative, <paramref name="alignment"/> is no power of two, or <paramref name="allocated"/> is negative or
    /// more than <paramref name="length"/>.
    /// </exception>
    public RecyclingRangeAllocator(long length, int alignment, long allocated = 0)
        : base(length, alignment, allocated)
    {
        _allocated = Padded(allocated, length);
        Add(_allocated, length - _allocated);
    }

    /// <inheritdoc/>
    public override long Allocated => Volatile.Read(ref _allocated);

    /// <inheritdoc/>
    public override bool TryAllocate(long length, out long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        lock (_lock)
        {
            var fit = _byLength.GetViewBetween((length, 0), (long.MaxValue, long.MaxValue)).Min;
            if (fit.Length == 0)
            {
                offset = 0;
                return false;
            }

            offset = fit.Offset;
            var taken = Padded(length, fit.Length);
            Remove(fit.Offset, fit.Length);
            Add(offset + taken, fit.Length - taken);
            Volatile.Write(ref _allocated, _allocated + taken);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Free(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
        if (offset % Alignment != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, string.Create(CultureInfo.InvariantCulture, $"An offset is a multiple of {Alignment}."));
        }

        lock (_lock)
        {
            var freed = Padded(length, Length - offset);
            var before = _byOffset.GetViewBetween((0, 0), (offset, long.MaxValue)).Max;
            var after = _byOffset.GetViewBetween((offset, 0), (long.MaxValue, long.MaxValue)).Min;
            if (before.Offset + before.Length > offset || (after.Length > 0 && after.Offset < offset + freed))
            {
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"[{offset}, {offset + length}) cannot be freed: a part of it is free already."));
            }

            var (start, end) = (offset, offset + freed);
            if (before.Length > 0 && before.Offset + before.Length == start)
            {
                Remove(before.Offset, before.Length);
                start = before.Offset;
            }

            if (after.Length > 0 && after.Offset == end)
            {
                Remove(after.Offset, after.Length);
                end += after.Length;
            }

            Add(start, end - start);
            Volatile.Write(ref _allocated, _allocated - freed);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(long Offset, long Length)> GetFree()
    {
        lock (_lock)
        {
            return [.. _byOffset];
        }
    }

    /// <summary>Takes a given range. False: a part of it is taken already, or it is not inside the space.</summary>
    internal bool TryTake(long offset, long length)
    {
        lock (_lock)
        {
            var free = _byOffset.GetViewBetween((0, 0), (offset, long.MaxValue)).Max;
            if (length <= 0 || free.Offset > offset || offset - free.Offset > free.Length - length)
            {
                return false;
            }

            Remove(free.Offset, free.Length);
            Add(free.Offset, offset - free.Offset);
            Add(offset + length, free.Offset + free.Length - offset - length);
            Volatile.Write(ref _allocated, _allocated + length);
            return true;
        }
    }

    /// <summary>Takes all that is free.</summary>
    /// <returns>The intervals, in order.</returns>
    internal IReadOnlyList<(long Offset, long Length)> TakeAll()
    {
        lock (_lock)
        {
            var free = GetFree();
            _byOffset.Clear();
            _byLength.Clear();
            Volatile.Write(ref _allocated, Length);
            return free;
        }
    }

    private void Add(long offset, long length)
    {
        if (length > 0)
        {
            _byOffset.Add((offset, length));
            _byLength.Add((length, offset));
        }
    }

    private void Remove(long offset, long length)
    {
        _byOffset.Remove((offset, length));
        _byLength.Remove((length, offset));
    }
}
