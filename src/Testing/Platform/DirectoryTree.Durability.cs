namespace Mapwright.Testing;

/// <summary>
/// The names on the disk. Each change of names that was not flushed reaches the disk or does not, on its own; a rename
/// is one change, so that its file is never without a name and never has two.
/// </summary>
internal sealed partial class DirectoryTree
{
    private readonly List<EntryChange> _pending = [];

    /// <summary>Makes the changes that concern a directory durable, and the earlier ones that they build on.</summary>
    public void Flush(DirectoryNode directory)
    {
        var entries = new HashSet<Entry>();
        var movesDirectories = false;
        var flushed = new List<EntryChange>();
        for (var i = _pending.Count - 1; i >= 0; i--)
        {
            var change = _pending[i];
            if (change.Concerns(directory)
                || (change.From is { } from && entries.Contains(from))
                || (change.To is { } to && entries.Contains(to))
                || (movesDirectories && change.MovesDirectory))
            {
                flushed.Add(change);
                _pending.RemoveAt(i);
                entries.UnionWith(new[] { change.From, change.To }.OfType<Entry>());
                movesDirectories |= change.MovesDirectory;
            }
        }

        flushed.Reverse();
        flushed.ForEach(Apply);
    }

    /// <summary>Makes all names durable.</summary>
    public void FlushAll()
    {
        _pending.ForEach(Apply);
        _pending.Clear();
    }

    /// <summary>What a path names on the disk for certain.</summary>
    public FileNode? FindDurable(string path)
    {
        if (SimulatedPath.Split(path, out var names) != SimulatedError.None)
        {
            return null;
        }

        Node? node = Root;
        foreach (var name in names)
        {
            node = (node as DirectoryNode)?.Durable.GetValueOrDefault(name);
        }

        return node as FileNode;
    }

    /// <summary>The power goes: decides which changes reached the disk and makes its names the live ones.</summary>
    /// <returns>The files that have a name.</returns>
    public List<FileNode> Survive(double? survivalRate)
    {
        var rate = survivalRate ?? _volume.DrawSurvivalRate();
        foreach (var change in _pending)
        {
            if (_volume.Chance(rate))
            {
                Apply(change);
            }
        }

        _pending.Clear();
        var files = new List<FileNode>();
        Restart(Root, files);
        return files;
    }

    private static void Restart(DirectoryNode directory, List<FileNode> files)
    {
        directory.Live.Clear();
        foreach (var (name, node) in directory.Durable)
        {
            directory.Live.Add(name, node);
            if (node is DirectoryNode inner)
            {
                Restart(inner, files);
            }
            else
            {
                var file = (FileNode)node;
                file.IsLinked = true;
                files.Add(file);
            }
        }
    }

    /// <summary>Puts a change on the disk, unless it builds on an earlier one that is not there.</summary>
    private static void Apply(EntryChange change)
    {
        var node = change.Node;
        if (change.To is not { } to)
        {
            if (node.OnDisk == change.From)
            {
                RemoveFromDisk(node);
            }

            return;
        }

        var occupant = to.Directory.Durable.GetValueOrDefault(to.Name);
        if ((occupant is not null && occupant != change.Replaced)
            || (node is DirectoryNode moved && IsWithin(to.Directory, moved, static directory => directory.Durable)))
        {
            return;
        }

        RemoveFromDisk(occupant);
        RemoveFromDisk(node);
        to.Directory.Durable.Add(to.Name, node);
        node.OnDisk = to;
    }

    private static void RemoveFromDisk(Node? node)
    {
        if (node?.OnDisk is { } entry)
        {
            entry.Directory.Durable.Remove(entry.Name);
            node.OnDisk = null;
        }
    }
}
