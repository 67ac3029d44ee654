using System.Diagnostics.CodeAnalysis;

namespace Mapwright;

/// <remarks>
/// Whole-file locks. They are advisory and belong to this object: every other object, of this process or another, that has the same file open
/// conflicts with it, as for <c>flock</c>. Every open <see cref="FileStream"/> holds a shared lock, or an exclusive one, by its
/// <see cref="FileShare"/>. The object holds one whole-file lock, or asks for one, at a time. Waiters of
/// one process are served in order, shared ones together; between processes fairness is not promised. No thread waits: the first in line asks the
/// system again after 50 µs to 5 ms while another process holds the lock, and at once when a holder in this process gives it back.
/// </remarks>
public abstract partial class FileBackedObject
{
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>The one lock of this object: held, or asked for.</summary>
    private LockGuard? _lock;

    /// <summary>What the system has locked for the file, for this object and others that own it.</summary>
    internal HandleLocks HeldLocks => File.HeldLocks;

    /// <summary>The line that a lock of this object is waited for in.</summary>
    internal InodeLocks LineOf(LockGuard guard) => guard.IsRange ? File.Inode.RangeLocks : File.Inode.Locks;

    /// <summary>Takes a lock if that needs no waiting: no other party holds a conflicting one, and nobody in this process waits for one.</summary>
    /// <param name="mode">How the lock shares the file.</param>
    /// <returns>The lock; <see langword="null"/> when it would have to be waited for.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mode"/> is no lock mode.</exception>
    /// <exception cref="InvalidOperationException">This object holds a lock or waits for one.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    /// <exception cref="NotSupportedException">The file system has no locks.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Acquires]
    public LockGuard? TryLock(LockMode mode)
    {
        CheckMode(mode);
        return TryLock(new LockGuard(this, mode, range: null), nameof(TryLock));
    }

    /// <summary>Takes the lock that no other party shares; waits until it can.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing is locked then.</param>
    /// <returns>The lock; dispose it to give it back.</returns>
    /// <exception cref="InvalidOperationException">This object holds a lock or waits for one.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed, before or during the wait; or its scheduler was shut down.</exception>
    /// <exception cref="NotSupportedException">The file system has no locks.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Wait = nameof(BeginLockExclusive)), Acquires]
    public LockGuard LockExclusive(CancellationToken cancellationToken = default) =>
        BeginLockExclusive(cancellationToken, out var guard, out var waiter) ? guard : waiter.Park();

    /// <summary>Takes the lock that no other party shares; waits until it can, or the time is over.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, at most 49 days otherwise.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is locked then.</param>
    /// <returns>The lock; dispose it to give it back.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative or too long.</exception>
    /// <exception cref="TimeoutException">The time was over first; nothing is locked.</exception>
    /// <exception cref="InvalidOperationException">This object holds a lock or waits for one.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed, before or during the wait; or its scheduler was shut down.</exception>
    /// <exception cref="NotSupportedException">The file system has no locks.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Check = nameof(CheckTimeout), Wait = nameof(BeginLockExclusive)), Acquires]
    public LockGuard LockExclusive(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        BeginLockExclusive(timeout, cancellationToken, out var guard, out var waiter) ? guard : waiter.Park();

    /// <summary>Takes the lock that other shared locks may share; waits until it can.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing is locked then.</param>
    /// <returns>The lock; dispose it to give it back.</returns>
    /// <exception cref="InvalidOperationException">This object holds a lock or waits for one.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed, before or during the wait; or its scheduler was shut down.</exception>
    /// <exception cref="NotSupportedException">The file system has no locks.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Wait = nameof(BeginLockShared)), Acquires]
    public LockGuard LockShared(CancellationToken cancellationToken = default) =>
        BeginLockShared(cancellationToken, out var guard, out var waiter) ? guard : waiter.Park();

    /// <summary>Takes the lock that other shared locks may share; waits until it can, or the time is over.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, at most 49 days otherwise.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is locked then.</param>
    /// <returns>The lock; dispose it to give it back.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative or too long.</exception>
    /// <exception cref="TimeoutException">The time was over first; nothing is locked.</exception>
    /// <exception cref="InvalidOperationException">This object holds a lock or waits for one.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed, before or during the wait; or its scheduler was shut down.</exception>
    /// <exception cref="NotSupportedException">The file system has no locks.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Check = nameof(CheckTimeout), Wait = nameof(BeginLockShared)), Acquires]
    public LockGuard LockShared(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        BeginLockShared(timeout, cancellationToken, out var guard, out var waiter) ? guard : waiter.Park();

    private bool BeginLockExclusive(
        CancellationToken cancellationToken,
        [NotNullWhen(true)] out LockGuard? result,
        [NotNullWhen(false)] out Waiter<LockGuard>? waiter) =>
        BeginLock(new LockGuard(this, LockMode.Exclusive, range: null), Timeout.InfiniteTimeSpan, cancellationToken, out result, out waiter);

    private bool BeginLockExclusive(
        TimeSpan timeout,
        CancellationToken cancellationToken,
        [NotNullWhen(true)] out LockGuard? result,
        [NotNullWhen(false)] out Waiter<LockGuard>? waiter) =>
        BeginLock(new LockGuard(this, LockMode.Exclusive, range: null), timeout, cancellationToken, out result, out waiter);

    private bool BeginLockShared(
        CancellationToken cancellationToken,
        [NotNullWhen(true)] out LockGuard? result,
        [NotNullWhen(false)] out Waiter<LockGuard>? waiter) =>
        BeginLock(new LockGuard(this, LockMode.Shared, range: null), Timeout.InfiniteTimeSpan, cancellationToken, out result, out waiter);

    private bool BeginLockShared(
        TimeSpan timeout,
        CancellationToken cancellationToken,
        [NotNullWhen(true)] out LockGuard? result,
        [NotNullWhen(false)] out Waiter<LockGuard>? waiter) =>
        BeginLock(new LockGuard(this, LockMode.Shared, range: null), timeout, cancellationToken, out result, out waiter);
}
