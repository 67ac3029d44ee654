namespace Mapwright.Testing;

/// <summary>A file or a directory, whatever its name.</summary>
internal abstract class Node(long id, DateTimeOffset birth, UnixFileMode mode)
{
    public long Id { get; } = id;

    public DateTimeOffset Birth { get; } = birth;

    public UnixFileMode Mode { get; protected set; } = mode;

    /// <summary>The one name that the disk has for it.</summary>
    public Entry? OnDisk { get; set; }
}
