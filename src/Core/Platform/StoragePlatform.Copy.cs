namespace Mapwright;

/// <summary>Copies inside the system, and attributes.</summary>
public abstract partial class StoragePlatform
{
    /// <summary>Copies bytes between files inside the system, which may share blocks or copy on the server.</summary>
    /// <param name="source">The file to read.</param>
    /// <param name="sourceOffset">The offset in it in bytes.</param>
    /// <param name="target">The file to write.</param>
    /// <param name="targetOffset">The offset in it in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>
    /// The outcome; its value is the count, which may be short anywhere and is 0 at the end of the source.
    /// <see cref="StorageErrorCode.NotSupported"/> where these two files cannot be copied so.
    /// </returns>
    public virtual IoResult CopyRange(PlatformFile source, long sourceOffset, PlatformFile target, long targetOffset, long length) => NotSupported;

    /// <summary>Makes an empty file share all blocks of another one, which are copied when either is written.</summary>
    /// <param name="source">The file to share.</param>
    /// <param name="target">The empty file.</param>
    /// <returns>The outcome; <see cref="StorageErrorCode.NotSupported"/> where the file system does not share blocks.</returns>
    public virtual IoResult Clone(PlatformFile source, PlatformFile target) => NotSupported;

    /// <summary>As <see cref="Clone"/>, where the system shares blocks only with a file that it makes for that.</summary>
    /// <param name="source">The file to share.</param>
    /// <param name="path">The path of the new file, which must not exist. It may have permissions, times and other attributes of the source.</param>
    /// <returns>The outcome; <see cref="StorageErrorCode.NotSupported"/> where that file system does not share blocks, or does so with files that exist.</returns>
    public virtual IoResult CloneAs(PlatformFile source, string path) => NotSupported;

    /// <summary>Gives a file attributes of another one.</summary>
    /// <param name="file">The file; it is open for writing.</param>
    /// <param name="metadata">Where the attributes are taken from.</param>
    /// <param name="aspects">Which of them.</param>
    /// <returns>The outcome; after a failure, some may have been set.</returns>
    public virtual IoResult SetAttributes(PlatformFile file, in FileMetadata metadata, FileAspects aspects) => NotSupported;
}
