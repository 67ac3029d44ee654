namespace Mapwright;

/// <summary>What a mapped file is made from; passed through by an adapter's hook.</summary>
public sealed class MappedFileState
{
    internal MappedFileState(FileSystemBase owner, OpenFile file, MappingKind kind, MapOptions options, bool isExecutable = false)
    {
        Owner = owner;
        File = file;
        Kind = kind;
        Options = options;
        IsExecutable = isExecutable;
    }

    internal FileSystemBase Owner { get; }

    internal OpenFile File { get; }

    internal MappingKind Kind { get; }

    internal MapOptions Options { get; }

    internal bool IsExecutable { get; }
}
