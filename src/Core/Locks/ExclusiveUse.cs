namespace Mapwright;

/// <summary>
/// Keeps a file that means something as a whole (a device, a journal, a ledger) from being used by two parties at once: by a lock of one byte where nothing is
/// ever written, so that whoever only reads the file, or locks all of it, stays free. Where the system has no locks of ranges, by a lock of the whole file.
/// </summary>
internal static class ExclusiveUse
{
    /// <summary>The byte: no file reaches it. Part of the format of journals: never to be changed.</summary>
    public const long Place = 1L << 62;

    /// <summary>Takes the file until it is closed.</summary>
    /// <exception cref="StorageException">Another party has it (<see cref="StorageErrorCode.InUse"/>).</exception>
    public static void Take(OpenFile file, LockMode mode, string operation)
    {
        var platform = file.Platform;
        var locked = platform.TryLockRange(file.Handle, mode, Place, 1);
        var isWhole = false;
        if (locked.IsFailure && platform.Classify(locked.Error) == StorageErrorCode.NotSupported)
        {
            locked = platform.TryLock(file.Handle, mode);
            isWhole = true;
        }

        if (locked.IsFailure && platform.Classify(locked.Error) == StorageErrorCode.WouldBlock)
        {
            // Also where this party created the file: the other one opened it since, and has it.
            file.KeepCreated();
            throw new StorageException(
                StorageErrorCode.InUse,
                operation,
                file.Path,
                $"{operation} of '{file.Path}' is refused: another object, of this process or another, has it open, and one at a time may.",
                systemError: locked.Error);
        }

        file.Check(locked, operation);
        file.HeldLocks.KeepExclusiveUse(isWhole);
        file.EndUse = handle => isWhole ? platform.Unlock(handle) : platform.UnlockRange(handle, Place, 1);
    }

    /// <summary>
    /// Whether the path still names the file, to be asked once the file is taken: another party may have removed or replaced it between opening and taking.
    /// </summary>
    public static bool IsStillNamed(OpenFile file) =>
        !file.Platform.GetMetadata(file.Path, followLinks: true, out var named).IsFailure && named.Identity == file.Inode.Identity;
}
