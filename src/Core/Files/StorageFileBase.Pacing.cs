namespace Mapwright;

public abstract partial class StorageFileBase
{
    private readonly WritePacing? _pacing;

    /// <summary>Counts what was written, and starts write-back where the options of the file ask for it: not on this thread.</summary>
    private void Pace(long offset, long length)
    {
        if (_pacing is null || !_pacing.IsDue(offset, length, out var interval) || !TryEnter())
        {
            return;
        }

        try
        {
            Scheduler.Schedule(new PaceItem(this, interval));
        }
        catch (Exception)
        {
            // A scheduler that was shut down, whichever way it says so: it was a hint.
            Exit();
        }
    }

    /// <summary>The start of a write-back. It holds a use of the file until it has run.</summary>
    private sealed class PaceItem(StorageFileBase owner, FileExtent interval) : IWorkItem
    {
        public IWorkItem? Next { get; set; }

        public void Execute()
        {
            // A failed write-back is reported by the flush, which alone says what it means.
            _ = owner.Platform.StartFlush(owner.File.Handle, interval.Offset, interval.Length);
            owner.Exit();
        }

        public void Fail(Exception exception) => owner.Exit();
    }
}
