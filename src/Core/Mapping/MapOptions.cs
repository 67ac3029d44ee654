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
        }
    }

    /// <summary>The length of the mapping of a file of a given length.</summary>
    internal long LengthWithin(long fileLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Offset, fileLength);
        var rest = fileLength - Offset;
        if (Length is not { } length)
        {
            return rest;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, rest, nameof(Length));
        return length;
    }
}
