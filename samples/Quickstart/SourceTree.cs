using Mapwright;

namespace Quickstart;

/// <summary>A regular file of the source.</summary>
internal sealed record SourceFile(string Path, string Name, long Length, UnixFileMode Mode);

/// <summary>A directory of the source.</summary>
internal sealed record SourceDirectory(string Name, UnixFileMode Mode);

/// <summary>A symbolic link of the source; what it points to is copied as text and not followed.</summary>
internal sealed record SourceLink(string Name, string Target);

/// <summary>
/// What is copied: names are relative to the root, which is the empty name; parents come before what they hold. Devices,
/// pipes and sockets are counted and left out.
/// </summary>
internal sealed class SourceTree
{
    private readonly List<SourceFile> _files = [];
    private readonly List<SourceDirectory> _directories = [];
    private readonly List<SourceLink> _links = [];

    public required string Root { get; init; }

    public IReadOnlyList<SourceFile> Files => _files;

    public IReadOnlyList<SourceDirectory> Directories => _directories;

    public IReadOnlyList<SourceLink> Links => _links;

    public int Skipped { get; private set; }

    public long Bytes { get; private set; }

    public static async Task<SourceTree> ReadAsync(FileSystemBase files, string root, CancellationToken cancellationToken)
    {
        var tree = new SourceTree { Root = root };
        var metadata = await files.GetMetadataAsync(root, followLinks: true, cancellationToken);
        if (metadata.Kind == FileKind.Directory)
        {
            tree._directories.Add(new SourceDirectory("", metadata.UnixMode));
            await tree.ReadDirectoryAsync(files, root, cancellationToken);
        }
        else if (metadata.Kind == FileKind.Regular)
        {
            tree._directories.Add(new SourceDirectory("", UnixFileMode.None));
            tree.Add(new SourceFile(root, Path.GetFileName(root), metadata.Length, metadata.UnixMode));
        }
        else
        {
            throw new IOException($"'{root}' is neither a file nor a directory.");
        }

        return tree;
    }

    private async Task ReadDirectoryAsync(FileSystemBase files, string directory, CancellationToken cancellationToken)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(directory))
        {
            var metadata = await files.GetMetadataAsync(path, followLinks: false, cancellationToken);
            var name = Path.GetRelativePath(Root, path);
            switch (metadata.Kind)
            {
                case FileKind.Regular:
                    Add(new SourceFile(path, name, metadata.Length, metadata.UnixMode));
                    break;
                case FileKind.SymbolicLink:
                    _links.Add(new SourceLink(name, new FileInfo(path).LinkTarget!));
                    break;
                case FileKind.Directory:
                    _directories.Add(new SourceDirectory(name, metadata.UnixMode));
                    await ReadDirectoryAsync(files, path, cancellationToken);
                    break;
                default:
                    Skipped++;
                    break;
            }
        }
    }

    private void Add(SourceFile file)
    {
        _files.Add(file);
        Bytes += file.Length;
    }
}
