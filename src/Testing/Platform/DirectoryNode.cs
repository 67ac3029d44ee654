namespace Mapwright.Testing;

/// <summary>A directory: its entries in memory and its entries on the disk.</summary>
internal sealed class DirectoryNode(long id, DateTimeOffset birth, UnixFileMode mode) : Node(id, birth, mode)
{
    public Dictionary<string, Node> Live { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Node> Durable { get; } = new(StringComparer.Ordinal);
}

/// <summary>The place of a name.</summary>
internal readonly record struct Entry(DirectoryNode Directory, string Name)
{
    public Node? Live => Directory.Live.GetValueOrDefault(Name);
}

/// <summary>A change of names that is not durable yet: it reaches the disk whole or not at all.</summary>
/// <param name="Node">What is named.</param>
/// <param name="From">The name that goes away; null for a creation.</param>
/// <param name="To">The name that comes; null for a removal.</param>
/// <param name="Replaced">What had the new name before.</param>
internal sealed record EntryChange(Node Node, Entry? From, Entry? To, Node? Replaced = null)
{
    public bool MovesDirectory => From is not null && To is not null && Node is DirectoryNode;

    public bool Concerns(DirectoryNode directory) => From?.Directory == directory || To?.Directory == directory;
}
