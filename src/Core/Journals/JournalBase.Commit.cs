using System.Diagnostics.CodeAnalysis;

namespace Mapwright;

public abstract partial class JournalBase
{
    private ITimer? _windowTimer;
    private bool _isWindowOpen;

    /// <summary>Waits until the record at a position, and everything before it, is durable.</summary>
    /// <param name="lsn">The position, as an append returned it.</param>
    /// <param name="cancellationToken">Ends the wait; the record may become durable all the same.</param>
    /// <returns>The position below which everything is durable.</returns>
    /// <remarks>
    /// Of those who wait, one flush serves all whose records were there when it began. What is durable already is answered at once, by a poisoned
    /// journal too.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lsn"/> is negative, or not below <see cref="NextLsn"/>.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="ObjectDisposedException">The journal, or its scheduler, was disposed.</exception>
    /// <exception cref="StorageException">
    /// Writing or flushing failed, now or earlier: what is not durable may be there or not after the journal was opened again. A failed flush is never retried.
    /// </exception>
    [Operation(Wait = nameof(BeginCommit)), Cleans]
    public long Commit(long lsn, CancellationToken cancellationToken = default) =>
        BeginCommit(lsn, isBlocking: true, cancellationToken, out var durable, out var waiter) ? durable : waiter.Park();

    /// <summary>Waits until everything that was appended before the call is durable.</summary>
    /// <param name="cancellationToken">Ends the wait; the records may become durable all the same.</param>
    /// <returns>The position below which everything is durable.</returns>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="ObjectDisposedException">The journal, or its scheduler, was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="Commit(long, CancellationToken)"/>.</exception>
    [Operation(Wait = nameof(BeginCommit)), Cleans]
    public long Commit(CancellationToken cancellationToken = default) =>
        BeginCommitUpTo(NextLsn, isBlocking: true, cancellationToken, out var durable, out var waiter) ? durable : waiter.Park();

    private bool BeginCommit(long lsn, CancellationToken cancellationToken, out long result, [NotNullWhen(false)] out Waiter<long>? waiter) =>
        BeginCommit(lsn, isBlocking: false, cancellationToken, out result, out waiter);

    private bool BeginCommit(
        long lsn, bool isBlocking, CancellationToken cancellationToken, out long result, [NotNullWhen(false)] out Waiter<long>? waiter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lsn);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lsn, NextLsn);
        return BeginCommitUpTo(lsn + 1, isBlocking, cancellationToken, out result, out waiter);
    }

    private bool BeginCommit(CancellationToken cancellationToken, out long result, [NotNullWhen(false)] out Waiter<long>? waiter) =>
        BeginCommitUpTo(NextLsn, isBlocking: false, cancellationToken, out result, out waiter);

    private bool BeginCommitUpTo(
        long target, bool isBlocking, CancellationToken cancellationToken, out long result, [NotNullWhen(false)] out Waiter<long>? waiter)
    {
        cancellationToken.ThrowIfCancellationRequested();
        JournalWaiter? commit = null;
        Enter();
        try
        {
            if (DurableLsn < target)
            {
                commit = WaitForFlush(target, value: null, isBlocking, nameof(Commit));
            }

            result = DurableLsn;
        }
        finally
        {
            Exit();
        }

        commit?.Arm(Owner.TimeProvider, cancellationToken);
        waiter = commit;
        return waiter is null;
    }

    /// <summary>Begins a wait until everything below a position is durable. Null: that is so already.</summary>
    /// <param name="target">The position.</param>
    /// <param name="value">What the wait ends with; null for the durable position.</param>
    /// <param name="isBlocking">Whether the caller waits on its own thread.</param>
    /// <param name="operation">For messages.</param>
    private JournalWaiter? WaitForFlush(long target, long? value, bool isBlocking, string operation)
    {
        if (!_room.TryAddCommit(target, value, ref _durable, out var waiter))
        {
            if (DurableLsn < target)
            {
                ThrowIfFailed(operation);
            }

            return null;
        }

        WakeForCommit(isBlocking);
        return waiter;
    }

    /// <summary>Starts the group, or the window in which it forms.</summary>
    private void WakeForCommit(bool isBlocking)
    {
        if (_options.CommitWindow == TimeSpan.Zero || _room.CommitCount >= _options.LargestGroup)
        {
            _pump.Wake(isBlocking);
        }
        else if (!Interlocked.Exchange(ref _isWindowOpen, true))
        {
            _windowTimer ??= DetachedTimer.Create(Owner.TimeProvider, static journal => ((JournalBase)journal!).CloseWindow(), this, Timeout.InfiniteTimeSpan);
            _windowTimer.Change(_options.CommitWindow, Timeout.InfiniteTimeSpan);
        }
    }

    private void CloseWindow()
    {
        Volatile.Write(ref _isWindowOpen, false);

        // Of a journal that was disposed, the close flushes and ends the waits.
        if (TryEnter())
        {
            try
            {
                _pump.Wake();
            }
            finally
            {
                Exit();
            }
        }
    }
}
