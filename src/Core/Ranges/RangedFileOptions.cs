using System.Numerics;

namespace Mapwright;

/// <summary>How a ranged file is created or opened.</summary>
public sealed record RangedFileOptions
{
    /// <summary>
    /// What the offsets of ranges are multiples of, in bytes: a power of two, 1 included; 0 for the size of a memory page. Below 512 the states of ranges are
    /// kept as intervals, which takes a lock and allocates for each step of a token.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no power of two.</exception>
    public int Alignment
    {
        get;
        init
        {
            if (value != 0 && !BitOperations.IsPow2(value))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "An alignment is a power of two, or 0 for the page size.");
            }

            field = value;
        }
    }

    /// <summary>Whether creating replaces the content of an existing file by zeros; otherwise an existing file is an error.</summary>
    /// <remarks>
    /// Not refused while another object has the file open, unless both have <see cref="IsAllocationDurable"/>: what that one wrote is zeros then.
    /// </remarks>
    public bool Overwrite { get; init; }

    /// <summary>Whether creating reserves real blocks for the whole length, so that a full disk shows at once and not at a write.</summary>
    public bool Preallocate { get; init; }

    /// <summary>The permissions of a file that is created, on Unix: the owner reads and writes, the group reads.</summary>
    public UnixFileMode UnixMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>Makes the allocator; when not given, ranges come one after the other from a <see cref="ConcurrentRangeAllocator"/>.</summary>
    public RangeAllocatorFactory? Allocator { get; init; }

    /// <summary>
    /// Whether what was handed out is remembered, in a file beside this one (its path and <c>.ranges</c>), so that no crash makes a range be handed out
    /// again. Opening then begins where the last object ended; after a crash, up to a 64th of the file, and at least 1 MiB, may be skipped, until
    /// <see cref="RangedFileBase.ReleaseUnclaimed"/> gives it back. Ranges can be given back.
    /// </summary>
    /// <remarks>Excludes <see cref="Allocator"/>. A second object that opens the file so is refused (<see cref="StorageErrorCode.InUse"/>).</remarks>
    public bool IsAllocationDurable { get; init; }
}
