namespace Mapwright;

/// <summary>What an opened <see cref="StorageFileBase"/> is made from; passed through by an adapter's hook.</summary>
public sealed class StorageFileState
{
    internal StorageFileState(FileSystemBase owner, OpenFile file)
    {
        Owner = owner;
        File = file;
    }

    internal FileSystemBase Owner { get; }

    internal OpenFile File { get; }

    /// <summary>See <see cref="StorageFileOptions.BytesPerFlushStart"/>.</summary>
    internal long BytesPerFlushStart { get; init; }
}
