namespace Mapwright;

/// <summary>
/// Keeps a file that means something as a whole (a device, a journal, a ledger) from being used by two parties at once: by a lock of one byte far beyond its
/// end, so that whoever only reads the file stays free.
/// </summary>
internal static class ExclusiveUse
{
    /// <summary>The byte: no file reaches it.</summary>
    private const long Place = long.MaxValue - 1;

    /// <summary>Takes the file until it is closed.</summary>
    /// <exception cref="StorageException">Another party has it (<see cref="StorageErrorCode.InUse"/>).</exception>
    public static void Take(OpenFile file, LockMode mode, string operation)
    {
        var locked = file.Platform.TryLockRange(file.Handle, mode, Place, 1);
        if (locked.IsFailure && file.Platform.Classify(locked.Error) == StorageErrorCode.WouldBlock)
        {
            throw new StorageException(
                StorageErrorCode.InUse, operation, file.Path, $"{operation} of '{file.Path}' is refused: another object, of this process or another, has it open.");
        }

        file.Check(locked, operation);
    }
}
