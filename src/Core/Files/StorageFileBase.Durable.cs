using System.Diagnostics.CodeAnalysis;

namespace Mapwright;

public abstract partial class StorageFileBase
{
    /// <summary>Marks what was written so far: by every call that has returned, through any object of the process.</summary>
    /// <returns>The mark, for <see cref="WaitDurable"/> of this file through any object.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public DurabilityMark MarkWritten()
    {
        ThrowIfClosed();
        var inode = File.Inode;
        return new DurabilityMark(inode, inode.Durability.Next);
    }

    /// <summary>
    /// Waits until everything that was written before a mark is durable: until a flush that began after it has succeeded,
    /// whoever made it. Makes one where none is under way; those who wait together share it. So a write to another file that comes after
    /// the wait never reaches the disk before what was marked: a page after its log.
    /// </summary>
    /// <param name="mark">What to wait for: a mark of this file.</param>
    /// <param name="cancellationToken">Ends the wait; a flush that is under way goes on.</param>
    /// <returns>A mark that is durable now: this one, or a later one.</returns>
    /// <exception cref="ArgumentException"><paramref name="mark"/> was taken from another file, or from none.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed; or its scheduler was shut down.</exception>
    /// <exception cref="StorageException">
    /// The flush failed, or the file is poisoned: what was marked may be lost.
    /// </exception>
    [Operation(Check = nameof(CheckMark), Wait = nameof(BeginWaitDurable)), Cleans]
    public DurabilityMark WaitDurable(DurabilityMark mark, CancellationToken cancellationToken = default)
    {
        CheckMark(mark);
        return BeginWaitDurable(mark, cancellationToken, out var reached, out var waiter) ? reached : waiter.Park();
    }

    private bool BeginWaitDurable(
        DurabilityMark mark, CancellationToken cancellationToken, out DurabilityMark result, [NotNullWhen(false)] out Waiter<DurabilityMark>? waiter)
    {
        waiter = null;
        Enter();
        var isWaiting = false;
        var inode = mark.Inode!;
        try
        {
            // First: what was durable before the poison still is.
            if (inode.Durability.IsDurable(mark, out result))
            {
                return true;
            }

            File.ThrowIfPoisoned(nameof(WaitDurable));
            File.ThrowIfPoisoned(inode, nameof(WaitDurable));
            cancellationToken.ThrowIfCancellationRequested();
            var own = new DurabilityWaiter(mark, this);
            var leads = inode.Durability.Join(own);
            isWaiting = true;
            own.Arm(cancellationToken);
            if (leads)
            {
                Lead(own);
            }

            waiter = own;
            return false;
        }
        finally
        {
            if (!isWaiting)
            {
                Exit();
            }
        }
    }

    /// <summary>The waiter has left the line: its use of the file ends.</summary>
    internal void EndWait() => Exit();

    /// <summary>Makes the flush for those who wait, on the scheduler of this object. Where it cannot, only its own waiter fails.</summary>
    internal void Lead(DurabilityWaiter waiter)
    {
        if (!TryEnter())
        {
            Resign(waiter, new ObjectDisposedException(GetType().FullName));
            return;
        }

        try
        {
            Scheduler.Schedule(new LeadItem(this, waiter));
        }
        catch (Exception exception)
        {
            Exit();
            Resign(waiter, exception);
        }
    }

    private static void Resign(DurabilityWaiter waiter, Exception cause)
    {
        var line = waiter.Mark.Inode!.Durability;
        if (line.Leave(waiter))
        {
            waiter.Finish(cause);
        }

        line.HandOver()?.Lead();
    }

    private void FlushForAll(Inode inode)
    {
        var line = inode.Durability;
        try
        {
            FlushInside(static (platform, file) => platform.FlushData(file), nameof(WaitDurable), inode);
        }
        catch (Exception exception)
        {
            line.Fail(exception);
            return;
        }

        line.HandOver()?.Lead();
    }

    private void CheckMark(DurabilityMark mark)
    {
        if (!File.Inode.IsSameFile(mark.Inode))
        {
            throw new ArgumentException($"The mark was not taken from '{Path}'.", nameof(mark));
        }
    }

    /// <summary>A flush for all who wait. It holds a use of the file.</summary>
    private sealed class LeadItem(StorageFileBase owner, DurabilityWaiter waiter) : IWorkItem
    {
        public IWorkItem? Next { get; set; }

        public void Execute()
        {
            try
            {
                owner.FlushForAll(waiter.Mark.Inode!);
            }
            finally
            {
                owner.Exit();
            }
        }

        public void Fail(Exception exception)
        {
            owner.Exit();
            Resign(waiter, exception);
        }
    }
}
