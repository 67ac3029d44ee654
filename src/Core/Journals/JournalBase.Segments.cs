namespace Mapwright;

public abstract partial class JournalBase
{
    /// <summary>Makes sure that so many bytes of records, with 48 bytes and up to 7 of padding for each frame, find room without the file system's help.</summary>
    /// <param name="length">The length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative, or more than a journal can have.</exception>
    /// <exception cref="ObjectDisposedException">The journal was disposed.</exception>
    /// <exception cref="StorageException">The disk is full, or the system refused; what was made ready stays. Or the journal is poisoned.</exception>
    [Operation(Check = nameof(CheckPreallocate))]
    public void Preallocate(long length)
    {
        CheckPreallocate(length);
        EnterForAppend(nameof(Preallocate));
        try
        {
            MakeReady(length);
        }
        finally
        {
            Exit();
        }
    }

    private static void CheckPreallocate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1L << 48);
    }

    /// <summary>Puts the next segment to use before it is needed, so that appends do not wait for it. The caller is inside the journal.</summary>
    private void Prepare()
    {
        if (!TryEnter())
        {
            Volatile.Write(ref _isPreparing, false);
            return;
        }

        var item = new PrepareItem(this);
        try
        {
            Scheduler.Schedule(item);
        }
        catch (Exception exception)
        {
            item.Fail(exception);
        }
    }

    /// <summary>Makes a segment ready while the leader goes on.</summary>
    private sealed class PrepareItem(JournalBase journal) : IWorkItem
    {
        public IWorkItem? Next { get; set; }

        public void Execute()
        {
            try
            {
                journal.MakeReady(journal._log.Layout.Capacity / 2);
            }
            catch (Exception)
            {
                // Told to whoever finds no room without it: that one tries again.
            }

            End();
        }

        public void Fail(Exception exception) => End();

        private void End()
        {
            Volatile.Write(ref journal._isPreparing, false);
            journal.Exit();
        }
    }
}
