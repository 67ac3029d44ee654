using System.Numerics;

namespace Mapwright;

/// <summary>How a ranged file is created or opened.</summary>
public sealed record RangedFileOptions
{
    /// <summary>The smallest alignment in bytes.</summary>
    public const int SmallestAlignment = 512;

    /// <summary>What the offsets of ranges are multiples of, in bytes: a power of two from 512; 0 for the size of a memory page.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no such power of two.</exception>
    public int Alignment
    {
        get;
        init
        {
            if (value != 0 && (value < SmallestAlignment || !BitOperations.IsPow2(value)))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, $"An alignment is a power of two from {SmallestAlignment}, or 0 for the page size.");
            }

            field = value;
        }
    }

    /// <summary>Whether creating replaces the content of an existing file by zeros; otherwise an existing file is an error.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether creating reserves real blocks for the whole length, so that a full disk shows at once and not at a write.</summary>
    public bool Preallocate { get; init; }

    /// <summary>The permissions of a file that is created, on Unix: the owner reads and writes, the group reads.</summary>
    public UnixFileMode UnixMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>Makes the allocator; when not given, ranges come one after the other from a <see cref="ConcurrentRangeAllocator"/>.</summary>
    public RangeAllocatorFactory? Allocator { get; init; }
}
