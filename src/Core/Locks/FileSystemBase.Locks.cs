namespace Mapwright;

public abstract partial class FileSystemBase
{
    /// <summary>Opens a file for locking, and creates it when it is missing. Opening locks nothing yet.</summary>
    /// <param name="path">The path.</param>
    /// <param name="unixMode">The permissions of a file that is created, on Unix.</param>
    /// <returns>The lock; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="FileNotFoundException">A directory of the path does not exist.</exception>
    /// <exception cref="StorageException">The path names no regular file, or the system refused.</exception>
    [Operation(Check = nameof(CheckPathAndMode)), Factory("Open"), Opens]
    public virtual FileLockBase OpenLock(string path, UnixFileMode unixMode = DefaultFileMode)
    {
        CheckPathAndMode(path, unixMode);
        var request = new OpenRequest(FileRights.ReadWrite, FileDisposition.OpenOrCreate, unixMode);
        return CreateFileLock(new FileLockState(this, Mapwright.OpenFile.Open(Platform, path, request, nameof(OpenLock))));
    }
}
