namespace Mapwright;

/// <summary>What an opened <see cref="FileLockBase"/> is made from; passed through by an adapter's hook.</summary>
public sealed class FileLockState
{
    internal FileLockState(FileSystemBase owner, OpenFile file)
    {
        Owner = owner;
        File = file;
    }

    internal FileSystemBase Owner { get; }

    internal OpenFile File { get; }
}
