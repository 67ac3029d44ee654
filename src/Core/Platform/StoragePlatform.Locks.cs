namespace Mapwright;

/// <summary>Locks of whole files and of ranges.</summary>
public abstract partial class StoragePlatform
{
    /// <summary>Takes a whole-file lock if no other open file holds a conflicting one. Replaces a lock that this file holds.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mode">How the lock shares the file.</param>
    /// <returns>The outcome; <see cref="StorageErrorCode.WouldBlock"/> when another one holds it.</returns>
    public abstract IoResult TryLock(PlatformFile file, LockMode mode);

    /// <summary>Gives the whole-file lock back.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The outcome.</returns>
    public abstract IoResult Unlock(PlatformFile file);

    /// <summary>
    /// Locks a range of bytes if no other open file holds a conflicting lock of bytes in it. To the system all ranges of this file are one owner's: those that
    /// it holds already do not conflict, and are replaced where they overlap.
    /// </summary>
    /// <param name="file">The file; open for writing when the lock is exclusive.</param>
    /// <param name="mode">How the lock shares the range.</param>
    /// <param name="offset">The first byte; may lie beyond the end of the file.</param>
    /// <param name="length">How many bytes, more than 0.</param>
    /// <returns>The outcome; <see cref="StorageErrorCode.WouldBlock"/> when another one holds it.</returns>
    public virtual IoResult TryLockRange(PlatformFile file, LockMode mode, long offset, long length) => NotSupported;

    /// <summary>Changes the mode of a range that this file has locked, in one step: where it fails, the range is locked as before.</summary>
    /// <param name="file">The file; open for writing when the lock becomes exclusive.</param>
    /// <param name="mode">The new mode.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many bytes, more than 0.</param>
    /// <returns>
    /// The outcome; <see cref="StorageErrorCode.WouldBlock"/> when another one shares it, <see cref="StorageErrorCode.NotSupported"/> when the
    /// system has no such step: then the range is given back and locked anew.
    /// </returns>
    public virtual IoResult TryConvertLockRange(PlatformFile file, LockMode mode, long offset, long length) => NotSupported;

    /// <summary>Gives a range of bytes back, or the part of it that is locked.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many bytes, more than 0.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult UnlockRange(PlatformFile file, long offset, long length) => NotSupported;
}
