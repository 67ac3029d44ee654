namespace Mapwright;

public abstract partial class FileSystemBase
{
    /// <summary>The permissions of a new directory: those of a new file, and searching where reading is allowed.</summary>
    private const UnixFileMode DefaultDirectoryMode = DefaultFileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;

    /// <summary>Tells whether a path names anything: a file, a directory, a device. A link counts when its target exists.</summary>
    /// <param name="path">The path.</param>
    /// <returns>False when nothing is there. What cannot be found out is an exception, not a false.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory of the path may not be searched.</exception>
    /// <exception cref="StorageException">The path is malformed, or the system could not tell.</exception>
    [Operation(Check = nameof(CheckPath))]
    public bool Exists(string path)
    {
        CheckPath(path);
        var result = Platform.GetMetadata(path, followLinks: true, out _);

        // WrongKind: a file stands where the path has a directory, so nothing can be below it.
        if (result.IsFailure && Platform.Classify(result.Error) is StorageErrorCode.NotFound or StorageErrorCode.WrongKind)
        {
            return false;
        }

        StorageErrors.ThrowIfFailed(Platform, result, nameof(Exists), path);
        return true;
    }

    /// <summary>Asks the system for the metadata of what a path names.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followLinks">Whether a symbolic link stands for its target; otherwise it is described itself.</param>
    /// <returns>The metadata.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is nothing of this name.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory of the path may not be searched.</exception>
    /// <exception cref="StorageException">The path is malformed, or the system could not tell.</exception>
    [Operation(Check = nameof(CheckMetadata))]
    public FileMetadata GetMetadata(string path, bool followLinks = true)
    {
        CheckMetadata(path, followLinks);
        StorageErrors.ThrowIfFailed(Platform, Platform.GetMetadata(path, followLinks, out var metadata), nameof(GetMetadata), path);
        return metadata;
    }

    /// <summary>
    /// Removes the name of a file or of a symbolic link, not of a directory. Open files and mappings of it stay usable.
    /// Durable after <see cref="FlushParent"/>.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="missingOk">Whether a name that is not there counts as removed.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is nothing of this name, and <paramref name="missingOk"/> is false.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="StorageException">The path names a directory, or the system refused.</exception>
    [Operation(Check = nameof(CheckDelete))]
    public void Delete(string path, bool missingOk = false)
    {
        CheckDelete(path, missingOk);
        var result = Platform.Delete(path);
        if (missingOk && result.IsFailure && Platform.Classify(result.Error) == StorageErrorCode.NotFound)
        {
            return;
        }

        StorageErrors.ThrowIfFailed(Platform, result, nameof(Delete), path);
    }

    /// <summary>
    /// Removes the name of a file or of a symbolic link if it stands for a certain one. Where the system has no such call, another
    /// party can put another file in this place between the look and the removal: one system call's time. Durable after
    /// <see cref="FlushParent"/>.
    /// </summary>
    /// <param name="path">The path; a link stands for itself.</param>
    /// <param name="identity">Which file it must be, for example of <see cref="FileMetadata.Identity"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is nothing of this name.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="NotSupportedException">The platform cannot tell files apart.</exception>
    /// <exception cref="StorageException">
    /// The name stands for another file (<see cref="StorageErrorCode.AnotherFile"/>) or a directory, or the system refused.
    /// </exception>
    [Operation(Check = nameof(CheckIdentity))]
    public void DeleteByIdentity(string path, FileIdentity identity)
    {
        CheckIdentity(path, identity);
        StorageErrors.ThrowIfFailed(Platform, Platform.DeleteByIdentity(path, identity), nameof(DeleteByIdentity), path);
    }

    /// <summary>
    /// Renames a file or a directory within one file system, in one step: nobody sees both names, or neither. Durable
    /// after both parents are flushed (<see cref="FlushParent"/>); the content only if it was flushed before.
    /// </summary>
    /// <param name="from">The path.</param>
    /// <param name="to">The new path.</param>
    /// <param name="replace">Whether what the new path names is replaced; otherwise it is an error, checked in the same step.</param>
    /// <exception cref="ArgumentException">A path is empty.</exception>
    /// <exception cref="FileNotFoundException">There is nothing to rename, or a directory of the new path is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="NotSupportedException">The file system cannot rename without replacing.</exception>
    /// <exception cref="StorageException">
    /// The new path exists (<see cref="StorageErrorCode.AlreadyExists"/>), is on another file system
    /// (<see cref="StorageErrorCode.CrossesDevices"/>), is a directory that is not empty, or the system refused.
    /// </exception>
    [Operation(Check = nameof(CheckRename)), Renames(nameof(from))]
    public void Rename(string from, string to, bool replace = false)
    {
        CheckRename(from, to, replace);
        var result = Platform.Rename(from, to, replace);
        if (result.IsFailure)
        {
            throw StorageErrors.From(Platform, result, nameof(Rename), from, target: to);
        }
    }

    /// <summary>Creates one directory; its parent must exist. Durable after <see cref="FlushParent"/>.</summary>
    /// <param name="path">The path.</param>
    /// <param name="unixMode">Its permissions on Unix, less the process's mask.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">The parent is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="StorageException">The path exists (<see cref="StorageErrorCode.AlreadyExists"/>), or the system refused.</exception>
    [Operation(Check = nameof(CheckPathAndMode))]
    public void CreateDirectory(string path, UnixFileMode unixMode = DefaultDirectoryMode)
    {
        CheckPathAndMode(path, unixMode);
        StorageErrors.ThrowIfFailed(Platform, Platform.CreateDirectory(path, unixMode), nameof(CreateDirectory), path);
    }

    /// <summary>Makes the names in a directory durable: what was created, renamed or removed in it.</summary>
    /// <param name="path">The path of the directory.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be opened.</exception>
    /// <exception cref="StorageException">
    /// The path names no directory, or the flush failed. The system reports a failure once, and a later flush that succeeds
    /// says nothing about the changes before it: so later calls fail with <see cref="StorageErrorCode.Poisoned"/>.
    /// </exception>
    [Operation(Check = nameof(CheckPath)), CleansNames]
    public void FlushDirectory(string path)
    {
        CheckPath(path);
        FlushNames(path, nameof(FlushDirectory));
    }

    /// <summary>Makes the name itself durable: flushes the directory that holds it. What it names need not exist any more.</summary>
    /// <param name="path">The path of the file or directory; a symbolic link stands for itself.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or is a root, <c>.</c> or <c>..</c>, which no directory holds by that name.</exception>
    /// <exception cref="FileNotFoundException">The directory is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be opened.</exception>
    /// <exception cref="StorageException">As for <see cref="FlushDirectory"/>.</exception>
    [Operation(Check = nameof(CheckName)), CleansNames]
    public void FlushParent(string path)
    {
        CheckName(path);
        FlushNames(PathText.ParentOf(path)!, nameof(FlushParent));
    }

    /// <summary>
    /// Flushes a directory, and remembers a failure of its write-back: the system reports it once, so whoever flushes it
    /// again through <see cref="FlushDirectory"/> is told.
    /// </summary>
    internal static IoResult FlushNames(StoragePlatform platform, string directory)
    {
        var flushed = platform.FlushDirectory(directory);
        if (flushed.IsFailure
            && platform.Classify(flushed.Error) is StorageErrorCode.DeviceError or StorageErrorCode.NoSpace or StorageErrorCode.Unknown
            && !platform.GetMetadata(directory, followLinks: true, out var metadata).IsFailure)
        {
            var inode = Inode.Acquire(platform, metadata.Identity);
            inode.Poison(StorageErrors.From(platform, flushed, nameof(FlushDirectory), directory));
            inode.Release();
        }

        return flushed;
    }

    private IoResult FlushNames(string directory) => FlushNames(Platform, directory);

    private void FlushNames(string directory, string operation) => FlushNames(Platform, directory, operation);

    /// <summary>As the other one, and refused where an earlier flush of the directory failed.</summary>
    internal static void FlushNames(StoragePlatform platform, string directory, string operation)
    {
        if (!platform.GetMetadata(directory, followLinks: true, out var metadata).IsFailure
            && Inode.FirstCauseOf(platform, metadata.Identity) is { } cause)
        {
            throw new StorageException(
                StorageErrorCode.Poisoned,
                operation,
                directory,
                $"{operation} of '{directory}' is refused: an earlier flush of this directory failed, so names that were changed before it may be lost, "
                + $"and a flush that succeeds now would not bring them back. Make the changes again. First cause: {cause.Message}",
                innerException: cause);
        }

        StorageErrors.ThrowIfFailed(platform, FlushNames(platform, directory), operation, directory);
    }

    private static void CheckMetadata(string path, bool followLinks) => CheckPath(path);

    private static void CheckDelete(string path, bool missingOk) => CheckPath(path);

    private static void CheckIdentity(string path, FileIdentity identity) => CheckPath(path);

    private static void CheckRename(string from, string to, bool replace)
    {
        ArgumentException.ThrowIfNullOrEmpty(from);
        ArgumentException.ThrowIfNullOrEmpty(to);
    }

    internal static void CheckName(string path)
    {
        CheckPath(path);
        if (PathText.ParentOf(path) is null)
        {
            throw new ArgumentException($"'{path}' has no parent directory that holds it by this name.", nameof(path));
        }
    }
}
