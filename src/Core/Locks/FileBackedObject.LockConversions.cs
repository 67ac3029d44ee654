using System.Diagnostics.CodeAnalysis;

namespace Mapwright;

public abstract partial class FileBackedObject
{
    /// <summary>Makes a shared lock of this object exclusive; waits until the others that share it have given theirs back.</summary>
    /// <param name="guard">The lock. It comes before all who wait for it; of an exclusive one, the call does nothing.</param>
    /// <param name="cancellationToken">
    /// Ends the wait. The lock is then held as before, or lost, as a whole-file lock is that another process shares: <see cref="LockGuard.IsHeld"/> tells.
    /// </param>
    /// <returns>
    /// <see cref="LockConversion.Kept"/>, or <see cref="LockConversion.Reacquired"/> when the lock was given up on the way: read what it protects again.
    /// </returns>
    /// <exception cref="ArgumentException">The lock belongs to another object.</exception>
    /// <exception cref="InvalidOperationException">The lock is not held, or an upgrade of it waits already.</exception>
    /// <exception cref="UnauthorizedAccessException">A range, and the file was opened for reading only.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed, or the lock given back, before or during the wait; or the scheduler was shut down.</exception>
    /// <exception cref="StorageException">
    /// Another party in this process waits for the same (<see cref="StorageErrorCode.WouldDeadlock"/>): give the lock back to let it pass. Or the system refused.
    /// </exception>
    [Operation(Check = nameof(CheckGuard), Wait = nameof(BeginUpgradeLock))]
    public LockConversion UpgradeLock([IssuedBy] LockGuard guard, CancellationToken cancellationToken = default) =>
        BeginUpgradeLock(guard, cancellationToken, out var conversion, out var waiter) ? conversion : waiter.Park();

    /// <summary>Makes a shared lock of this object exclusive; waits until the others that share it have given theirs back, or the time is over.</summary>
    /// <param name="guard">The lock. It comes before all who wait for it; of an exclusive one, the call does nothing.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, at most 49 days otherwise.</param>
    /// <param name="cancellationToken">
    /// Ends the wait. The lock is then held as before, or lost, as a whole-file lock is that another process shares: <see cref="LockGuard.IsHeld"/> tells.
    /// </param>
    /// <returns>
    /// <see cref="LockConversion.Kept"/>, or <see cref="LockConversion.Reacquired"/> when the lock was given up on the way: read what it protects again.
    /// </returns>
    /// <exception cref="ArgumentException">The lock belongs to another object.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative or too long.</exception>
    /// <exception cref="TimeoutException">The time was over first; as when the token fires.</exception>
    /// <exception cref="InvalidOperationException">The lock is not held, or an upgrade of it waits already.</exception>
    /// <exception cref="UnauthorizedAccessException">A range, and the file was opened for reading only.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed, or the lock given back, before or during the wait; or the scheduler was shut down.</exception>
    /// <exception cref="StorageException">
    /// Another party in this process waits for the same (<see cref="StorageErrorCode.WouldDeadlock"/>): give the lock back to let it pass. Or the system refused.
    /// </exception>
    [Operation(Check = nameof(CheckGuardAndTimeout), Wait = nameof(BeginUpgradeLock))]
    public LockConversion UpgradeLock([IssuedBy] LockGuard guard, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        BeginUpgradeLock(guard, timeout, cancellationToken, out var conversion, out var waiter) ? conversion : waiter.Park();

    internal LockConversion TryConvert(LockGuard guard, LockMode mode, string operation)
    {
        if (guard.IsRange && mode == LockMode.Exclusive)
        {
            ThrowIfReadOnly(operation);
        }

        Enter();
        try
        {
            return LineOf(guard).TryConvert(guard, mode, File, operation);
        }
        finally
        {
            Exit();
        }
    }

    private bool BeginUpgradeLock(
        LockGuard guard, CancellationToken cancellationToken, out LockConversion result, [NotNullWhen(false)] out Waiter<LockConversion>? waiter) =>
        BeginUpgradeLock(guard, Timeout.InfiniteTimeSpan, cancellationToken, out result, out waiter);

    private bool BeginUpgradeLock(
        LockGuard guard,
        TimeSpan timeout,
        CancellationToken cancellationToken,
        out LockConversion result,
        [NotNullWhen(false)] out Waiter<LockConversion>? waiter)
    {
        CheckGuardAndTimeout(guard, timeout);
        cancellationToken.ThrowIfCancellationRequested();
        waiter = null;
        if (timeout == TimeSpan.Zero || guard.Mode == LockMode.Exclusive)
        {
            result = TryConvert(guard, LockMode.Exclusive, nameof(UpgradeLock));
            return result is LockConversion.Kept or LockConversion.Reacquired ? true : throw NoTimeToWait();
        }

        if (guard.IsRange)
        {
            ThrowIfReadOnly(nameof(UpgradeLock));
        }

        result = default;
        var request = new LockWaiter<LockConversion>(
            guard, LockMode.Exclusive, nameof(UpgradeLock), static (_, conversion) => conversion, Scheduler, Owner.TimeProvider);
        Enter();
        try
        {
            if (!LineOf(guard).TryEnqueueUpgrade(request))
            {
                throw new StorageException(
                    StorageErrorCode.WouldDeadlock,
                    nameof(UpgradeLock),
                    Path,
                    $"{nameof(UpgradeLock)} of '{Path}' is refused: another party that shares the lock waits for the same, and each would wait for the "
                    + "other. Give this lock back, and take the exclusive one.");
            }
        }
        finally
        {
            Exit();
        }

        Listen(request, timeout, cancellationToken);
        waiter = request;
        return false;
    }

    private void CheckGuard(LockGuard guard)
    {
        ArgumentNullException.ThrowIfNull(guard);
        if (guard.Owner != this)
        {
            throw new ArgumentException("The lock belongs to another object.", nameof(guard));
        }
    }

    private void CheckGuardAndTimeout(LockGuard guard, TimeSpan timeout)
    {
        CheckGuard(guard);
        CheckTimeout(timeout);
    }
}
