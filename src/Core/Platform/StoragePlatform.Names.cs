namespace Mapwright;

/// <summary>Names of files and directories.</summary>
public abstract partial class StoragePlatform
{
    /// <summary>Renames a file or directory within one file system, atomically.</summary>
    /// <param name="from">The path.</param>
    /// <param name="to">The new path.</param>
    /// <param name="replace">Whether an existing file at the new path is replaced; otherwise it is an error.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult Rename(string from, string to, bool replace);

    /// <summary>Removes the name of a file or link; not of a directory.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult Delete(string path);

    /// <summary>Creates one directory.</summary>
    /// <param name="path">The path.</param>
    /// <param name="unixMode">Its permissions on Unix.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult CreateDirectory(string path, UnixFileMode unixMode);

    /// <summary>Removes one directory, which must be empty.</summary>
    /// <param name="path">The path; a link is not followed.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult DeleteDirectory(string path) => NotSupported;

    /// <summary>
    /// Removes the name of a file or link if it stands for a certain one. Where the system has no such call, another party can put
    /// another file in this place between the look and the removal: one system call's time.
    /// </summary>
    /// <param name="path">The path; a link is not followed.</param>
    /// <param name="identity">Which file it must be.</param>
    /// <returns>The outcome; <see cref="StorageErrorCode.AnotherFile"/> when it is another one.</returns>
    public virtual IoResult DeleteByIdentity(string path, in FileIdentity identity) => NotSupported;
}
