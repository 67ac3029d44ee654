namespace Mapwright.Testing;

/// <summary>The names of a simulated disk, live (this part) and durable (<c>DirectoryTree.Durability.cs</c>).</summary>
internal sealed partial class DirectoryTree
{
    private readonly Volume _volume;

    public DirectoryTree(Volume volume)
    {
        _volume = volume;
        Root = NewDirectory(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public DirectoryNode Root { get; }

    /// <summary>Finds the place of a path. The last name need not exist; the root has no place.</summary>
    public SimulatedError Locate(string path, out Entry entry)
    {
        entry = default;
        var error = SimulatedPath.Split(path, out var names);
        if (error != SimulatedError.None)
        {
            return error;
        }

        if (names.Count == 0)
        {
            return SimulatedError.IsDirectory;
        }

        var directory = Root;
        foreach (var name in names.SkipLast(1))
        {
            switch (directory.Live.GetValueOrDefault(name))
            {
                case null:
                    return SimulatedError.NotFound;
                case DirectoryNode next:
                    directory = next;
                    break;
                default:
                    return SimulatedError.NotDirectory;
            }
        }

        entry = new Entry(directory, names[^1]);
        return SimulatedError.None;
    }

    /// <summary>Finds what a path names, the root included.</summary>
    public SimulatedError Find(string path, out Node? node)
    {
        if (SimulatedPath.Split(path, out var names) == SimulatedError.None && names.Count == 0)
        {
            node = Root;
            return SimulatedError.None;
        }

        var error = Locate(path, out var entry);
        node = error == SimulatedError.None ? entry.Live : null;
        return error == SimulatedError.None && node is null ? SimulatedError.NotFound : error;
    }

    public FileNode CreateFile(Entry entry, UnixFileMode mode)
    {
        var file = new FileNode(_volume, mode);
        Link(entry, file);
        return file;
    }

    public SimulatedError CreateDirectory(string path, UnixFileMode mode)
    {
        var error = Locate(path, out var entry);
        if (error != SimulatedError.None)
        {
            return error == SimulatedError.IsDirectory ? SimulatedError.AlreadyExists : error;
        }

        if (entry.Live is not null)
        {
            return SimulatedError.AlreadyExists;
        }

        Link(entry, NewDirectory(mode));
        return SimulatedError.None;
    }

    public SimulatedError Delete(string path)
    {
        var error = Locate(path, out var entry);
        if (error != SimulatedError.None)
        {
            return error;
        }

        switch (entry.Live)
        {
            case null:
                return SimulatedError.NotFound;
            case FileNode file:
                entry.Directory.Live.Remove(entry.Name);
                _pending.Add(new EntryChange(file, entry, null));
                Unlinked(file);
                return SimulatedError.None;
            default:
                return SimulatedError.IsDirectory;
        }
    }

    public SimulatedError DeleteDirectory(string path)
    {
        var error = Locate(path, out var entry);
        if (error != SimulatedError.None)
        {
            return error == SimulatedError.IsDirectory ? SimulatedError.InvalidArgument : error;
        }

        switch (entry.Live)
        {
            case null:
                return SimulatedError.NotFound;
            case DirectoryNode { Live.Count: > 0 }:
                return SimulatedError.NotEmpty;
            case DirectoryNode directory:
                entry.Directory.Live.Remove(entry.Name);
                _pending.Add(new EntryChange(directory, entry, null));
                return SimulatedError.None;
            default:
                return SimulatedError.NotDirectory;
        }
    }

    public SimulatedError Rename(string from, string to, bool replace)
    {
        var error = Locate(from, out var source);
        if (error == SimulatedError.None)
        {
            error = Locate(to, out var target);
            if (error == SimulatedError.None)
            {
                return Rename(source, target, replace);
            }
        }

        return error == SimulatedError.IsDirectory ? SimulatedError.InvalidArgument : error;
    }

    /// <summary>The paths of all files, in ordinal order.</summary>
    public List<string> Paths()
    {
        var paths = new List<string>();
        Collect(Root, "", paths);
        paths.Sort(StringComparer.Ordinal);
        return paths;
    }

    private static void Collect(DirectoryNode directory, string prefix, List<string> paths)
    {
        foreach (var (name, node) in directory.Live)
        {
            if (node is DirectoryNode inner)
            {
                Collect(inner, $"{prefix}/{name}", paths);
            }
            else
            {
                paths.Add($"{prefix}/{name}");
            }
        }
    }

    private SimulatedError Rename(Entry source, Entry target, bool replace)
    {
        if (source.Live is not { } moved)
        {
            return SimulatedError.NotFound;
        }

        if (target.Live is { } existing)
        {
            if (!replace)
            {
                return SimulatedError.AlreadyExists;
            }

            if (existing == moved)
            {
                return SimulatedError.None;
            }

            switch (moved, existing)
            {
                case (FileNode, DirectoryNode):
                    return SimulatedError.IsDirectory;
                case (DirectoryNode, FileNode):
                    return SimulatedError.NotDirectory;
                case (_, DirectoryNode { Live.Count: > 0 }):
                    return SimulatedError.NotEmpty;
            }
        }

        if (moved is DirectoryNode directory && IsWithin(target.Directory, directory, static node => node.Live))
        {
            return SimulatedError.InvalidArgument;
        }

        var replaced = target.Live;
        source.Directory.Live.Remove(source.Name);
        target.Directory.Live[target.Name] = moved;
        _pending.Add(new EntryChange(moved, source, target, replaced));
        Unlinked(replaced);
        return SimulatedError.None;
    }

    private DirectoryNode NewDirectory(UnixFileMode mode) => new(_volume.NextId(), _volume.Now, mode);

    private void Link(Entry entry, Node node)
    {
        entry.Directory.Live.Add(entry.Name, node);
        _pending.Add(new EntryChange(node, null, entry));
        if (node is FileNode file)
        {
            file.IsLinked = true;
        }
    }

    private static void Unlinked(Node? node)
    {
        if (node is FileNode file)
        {
            file.IsLinked = false;
            file.FreeIfUnreachable();
        }
    }

    /// <summary>Whether a directory is another one or lies below it.</summary>
    private static bool IsWithin(DirectoryNode directory, DirectoryNode top, Func<DirectoryNode, Dictionary<string, Node>> entries) =>
        directory == top || entries(top).Values.OfType<DirectoryNode>().Any(inner => IsWithin(directory, inner, entries));
}
