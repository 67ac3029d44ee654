namespace Mapwright;

/// <summary>How a block device is created or opened.</summary>
public sealed record BlockDeviceOptions
{
    internal static BlockDeviceOptions Default { get; } = new();

    /// <summary>The size of a block in bytes: a power of two from 512.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no such power of two.</exception>
    public int BlockSize
    {
        get;
        init
        {
            if (value < 512 || !int.IsPow2(value))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "The size of a block is a power of two from 512.");
            }

            field = value;
        }
    }

    = 4096;

    /// <summary>Whether opening gives a device that cannot be written. Several such may be open at once.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether creating replaces the content of an existing file by zeros; otherwise an existing file is an error.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether creating reserves real blocks for all of the device, so that a full disk shows at once and not at a write.</summary>
    public bool Preallocate { get; init; }

    /// <summary>The permissions of a file that is created, on Unix: the owner reads and writes, the group reads.</summary>
    public UnixFileMode UnixMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
}
