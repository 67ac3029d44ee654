namespace Mapwright;

public abstract partial class JournalBase
{
    /// <summary>
    /// Copies the journal, from its first live position to what is durable now, into a new file, while it goes on being written. The copy is a closed journal of
    /// its own file: with the same positions, made durable with its name.
    /// </summary>
    /// <param name="path">The path of the copy.</param>
    /// <param name="progress">Told the bytes of the log that were copied so far, on the thread that copies.</param>
    /// <returns>The position that the copy ends at: everything below is in it.</returns>
    /// <remarks>A trim meanwhile takes effect when the copy is done with what it lets go of.</remarks>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ObjectDisposedException">The journal was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="FileNotFoundException">A directory of the path does not exist.</exception>
    /// <exception cref="StorageException">
    /// The file exists (<see cref="StorageErrorCode.AlreadyExists"/>), the disk is full, or the system failed. A call that fails leaves no file behind.
    /// </exception>
    [Operation(Check = nameof(CheckBackup))]
    public long BackUp(string path, IProgress<long>? progress = null)
    {
        CheckBackup(path, progress);
        Enter();
        try
        {
            HeaderSlot slot;
            lock (_slotGate)
            {
                slot = _slot with { Sequence = 0, DurableLsn = DurableLsn, IsClosed = true };
                _copies.Add(slot.FirstLsn);
            }

            try
            {
                JournalBackup.Write(Owner, _log, slot, path, progress);
            }
            finally
            {
                lock (_slotGate)
                {
                    _copies.Remove(slot.FirstLsn);
                    GiveUpTrimmedMeanwhile();
                }
            }

            return slot.DurableLsn;
        }
        finally
        {
            Exit();
        }
    }

    private void GiveUpTrimmedMeanwhile()
    {
        try
        {
            GiveUpTrimmed();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The copy is whole, or its own error is on its way. The blocks stay until a later part of the log uses them, as after a trim that fails so.
        }
    }

    private static void CheckBackup(string path, IProgress<long>? progress) => ArgumentException.ThrowIfNullOrEmpty(path);
}
