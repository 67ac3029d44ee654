namespace Mapwright;

/// <summary>What part of a file is mapped, and how.</summary>
public sealed class MapOptions
{
    internal static MapOptions Default { get; } = new();

    /// <summary>Where the mapping starts in the file, in bytes; any value up to the file's length.</summary>
    public long Offset { get; init; }

    /// <summary>
    /// The length of the mapping in bytes. <see langword="null"/>, the default, maps to the end of the file; only such a
    /// mapping may change the file's length.
    /// </summary>
    public long? Length { get; init; }

    /// <summary>
    /// The length in bytes up to which the mapping can grow without moving: the addresses are reserved once, and spans stay
    /// valid when the length changes within it. Costs address space, not memory. <see langword="null"/>, the default: a mapping whose length
    /// changes moves, and what was handed out before ends. Not together with a <see cref="Length"/>.
    /// </summary>
    public long? Capacity { get; init; }

    /// <summary>
    /// Whether real blocks are reserved for what a created file, or one that <see cref="MutableMappedFileBase.SetLength"/> makes longer, gains, so
    /// that a full disk is an error there and not a fault at the first store. Where the file system cannot reserve, the call is not supported.
    /// </summary>
    public bool Preallocate { get; init; }

    /// <summary>
    /// Whether all pages are brought into memory before the mapping is handed out. Without effect where the system cannot
    /// do this.
    /// </summary>
    public bool Populate { get; init; }

    /// <summary>The permissions of a file that is created, on Unix: by default the owner reads and writes, the group reads.</summary>
    public UnixFileMode UnixMode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>Rejects what is wrong for a file of any length.</summary>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Offset);
        if (Length is { } length)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(Length));
            if (Capacity is not null)
            {
                throw new ArgumentException("A mapping with a length of its own does not grow; give a capacity or a length.", nameof(Capacity));
            }
        }

        if (Capacity is { } capacity)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity, nameof(Capacity));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, long.MaxValue - Offset, nameof(Capacity));
        }
    }

    /// <summary>What to map for a given length.</summary>
    internal MapRequest Request(MappingKind kind, long length) => new(kind, Offset, Capacity ?? length);

    /// <summary>The length of the mapping of a file of a given length.</summary>
    internal long LengthWithin(long fileLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Offset, fileLength);
        var rest = fileLength - Offset;
        if (Length is not { } length)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(rest, Capacity ?? rest, nameof(Capacity));
            return rest;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, rest, nameof(Length));
        return length;
    }
}
