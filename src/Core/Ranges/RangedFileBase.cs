using System.Globalization;

namespace Mapwright;

/// <summary>
/// A file of fixed length that many parties write at once, each in ranges of its own: a range is allocated, written once, and flushed by the receipt of
/// its write.
/// </summary>
/// <remarks>
/// Safe for use by many threads. A token (range or receipt) belongs to its file and is spent by the call that succeeds with it; at run time too, whatever
/// copies of it exist, at two bits for each alignment unit that was written. A write needs no lock and allocates nothing.
/// </remarks>
[Surface("RangedFile")]
public abstract partial class RangedFileBase : FileBackedObject
{
    private readonly IRangeAllocator _allocator;
    private readonly RangeStates _states;

    /// <summary>Takes over an opened file.</summary>
    /// <param name="state">What was opened.</param>
    protected RangedFileBase(RangedFileState state)
        : base((state ?? throw new ArgumentNullException(nameof(state))).Owner, state.File)
    {
        Length = state.Length;
        Alignment = state.Alignment;
        _allocator = state.Allocator;
        _states = new RangeStates(state.Alignment);
    }

    /// <summary>The length of the file in bytes, as it was created or found.</summary>
    public long Length { get; }

    /// <summary>What the offsets of ranges are multiples of, in bytes.</summary>
    public int Alignment { get; }

    /// <summary>The bytes that are taken: by ranges, by the padding up to the alignment, and from the beginning.</summary>
    public long Allocated => _allocator.Allocated;

    /// <summary>The bytes that are left to allocate.</summary>
    public long Remaining => _allocator.Remaining;

    /// <summary>Takes a range for writing. Never waits.</summary>
    /// <param name="length">The length in bytes: more than 0, and at most what a span covers (<see cref="int.MaxValue"/>).</param>
    /// <returns>The range: aligned, and exactly as long as was asked for.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not more than 0, or more than a span covers.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="InvalidOperationException">The file's own allocator returned a range that is unaligned or outside the file.</exception>
    /// <exception cref="StorageException">The range does not fit (<see cref="StorageErrorCode.SpaceExhausted"/>); nothing changed.</exception>
    [return: IssuedBy]
    public AllocatedRange Allocate(long length) => TryAllocate(length, out var range) ? range : throw new StorageException(
        StorageErrorCode.SpaceExhausted,
        nameof(Allocate),
        Path,
        string.Create(CultureInfo.InvariantCulture, $"A range of {length} bytes does not fit into '{Path}': {Remaining} of {Length} bytes are left."));

    /// <summary>Takes a range for writing if it fits. Never waits.</summary>
    /// <param name="length">The length in bytes: more than 0, and at most what a span covers (<see cref="int.MaxValue"/>).</param>
    /// <param name="range">The range: aligned, and exactly as long as was asked for.</param>
    /// <returns>False: it does not fit, and nothing changed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not more than 0, or more than a span covers.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="InvalidOperationException">The file's own allocator returned a range that is unaligned or outside the file.</exception>
    public bool TryAllocate(long length, out AllocatedRange range)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, int.MaxValue);
        ThrowIfClosed();
        if (!_allocator.TryAllocate(length, out var offset))
        {
            range = default;
            return false;
        }

        if (offset < 0 || offset % Alignment != 0 || offset > Length - length)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The allocator of '{Path}' returned offset {offset} for {length} bytes; the file has {Length} bytes and is aligned to {Alignment}."));
        }

        range = new AllocatedRange(this, offset, length);
        return true;
    }
}
