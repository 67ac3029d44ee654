namespace Mapwright;

/// <summary>The removal of an open file's name, in steps of which a failed one is repeated. The caller serializes the calls.</summary>
internal struct NameRemoval
{
    private string? _directory;
    private FileIdentity _directoryIdentity;
    private bool _isUnlinked;
    private bool _isDurable;

    /// <summary>Removes the name unless that was done, and makes the removal durable unless that was done.</summary>
    public void Complete(OpenFile file, string operation)
    {
        if (file.IsAnonymous || _isDurable)
        {
            return;
        }

        if (!_isUnlinked)
        {
            // The directory is looked up before, so that it is known which one has to be flushed.
            _directory = PathText.ParentOf(file.FullPath)!;
            _directoryIdentity = IdentityOf(file, operation);
            file.Check(file.Platform.DeleteByIdentity(file.FullPath, file.Inode.Identity), operation);
            _isUnlinked = true;
        }

        if (IdentityOf(file, operation) != _directoryIdentity)
        {
            throw new StorageException(
                StorageErrorCode.AnotherFile,
                operation,
                file.Path,
                $"{operation} of '{file.Path}' removed the name, and cannot make that durable: its directory '{_directory}' was renamed or replaced since.");
        }

        FileSystemBase.FlushNames(file.Platform, _directory!, operation);
        _isDurable = true;
    }

    private readonly FileIdentity IdentityOf(OpenFile file, string operation)
    {
        StorageErrors.ThrowIfFailed(
            file.Platform, file.Platform.GetMetadata(_directory!, followLinks: true, out var metadata), operation, _directory);
        return metadata.Identity;
    }
}
