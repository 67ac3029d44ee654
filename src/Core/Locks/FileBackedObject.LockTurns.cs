using System.Diagnostics.CodeAnalysis;

namespace Mapwright;

public abstract partial class FileBackedObject
{
    /// <summary>Enters for a turn at the kernel.</summary>
    /// <returns>The file; null when the object is disposed, and there is nothing to exit.</returns>
    internal OpenFile? EnterTurn() => TryEnter() ? File : null;

    internal void ExitTurn() => Exit();

    /// <summary>Makes room for the next whole-file request of this object, unless the lock is held still.</summary>
    internal void Forget(LockGuard guard)
    {
        if (!guard.IsHeld)
        {
            Interlocked.CompareExchange(ref _lock, null, guard);
        }
    }

    /// <summary>Gives a lock back. A disposed object does it itself, when its last operation has ended.</summary>
    internal void Unlock(LockGuard guard)
    {
        if (!TryEnter())
        {
            return;
        }

        try
        {
            LineOf(guard).Release(guard, File, nameof(Unlock));
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Fails the requests that wait: the object that they would lock goes away.</summary>
    private protected override void OnClosing()
    {
        File.Inode.Locks.GiveUpAll(this);
        File.Inode.RangeLocks.GiveUpAll(this);
    }

    /// <summary>Gives the locks back and closes. Explicitly: a mapping or a copy of the handle would keep them beyond the close.</summary>
    private protected override void CloseCore()
    {
        LockGuard[] guards;
        IoResult result;
        lock (HeldLocks.Gate)
        {
            (guards, result) = HeldLocks.GiveBackAll(this);
        }

        try
        {
            if (!result.IsFailure)
            {
                LetOthersTry(guards);
            }

            File.Close();
        }
        catch (Exception closeError) when (result.IsFailure)
        {
            throw new AggregateException(StorageErrors.From(Platform, result, nameof(Unlock), Path), closeError);
        }
        finally
        {
            LetOthersTry(guards);
        }

        File.Check(result, nameof(Unlock));
    }

    private void LetOthersTry(LockGuard[] guards)
    {
        foreach (var guard in guards)
        {
            LineOf(guard).Abandon(guard);
        }
    }

    private LockGuard? TryLock(LockGuard guard, string operation)
    {
        Enter();
        try
        {
            Claim(guard);
            return TryHold(guard, operation, keepClaim: false) ? guard : null;
        }
        finally
        {
            Exit();
        }
    }

    private protected bool BeginLock(
        LockGuard guard,
        TimeSpan timeout,
        CancellationToken cancellationToken,
        [NotNullWhen(true)] out LockGuard? result,
        [NotNullWhen(false)] out Waiter<LockGuard>? waiter)
    {
        CheckTimeout(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        LockWaiter<LockGuard> request;
        Enter();
        try
        {
            Claim(guard);
            if (TryHold(guard, guard.Operation, keepClaim: timeout != TimeSpan.Zero))
            {
                result = guard;
                waiter = null;
                return true;
            }

            if (timeout == TimeSpan.Zero)
            {
                throw NoTimeToWait();
            }

            request = new LockWaiter<LockGuard>(guard, guard.Mode, guard.Operation, static (guard, _) => guard, Scheduler, Owner.TimeProvider);
            LineOf(guard).Enqueue(request);
        }
        finally
        {
            Exit();
        }

        Listen(request, timeout, cancellationToken);
        result = null;
        waiter = request;
        return false;
    }

    private void Listen<TResult>(LockWaiter<TResult> request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        request.Arm(timeout, cancellationToken);
        if (IsClosed)
        {
            // The dispose may have looked for waiters before this one stood in line.
            OnClosing();
        }
    }

    private TimeoutException NoTimeToWait() => new($"The lock of '{Path}' is held by another party, or others wait for it.");

    private static void CheckMode(LockMode mode)
    {
        if (mode is not (LockMode.Shared or LockMode.Exclusive))
        {
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "A lock is shared or exclusive.");
        }
    }

    private static void CheckTimeout(TimeSpan timeout) => CheckTimeout(timeout, nameof(timeout));

    internal static void CheckTimeout(TimeSpan timeout, string name)
    {
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, s_longestTimeout, name);
        }
    }

    /// <summary>Claims this object's one whole-file lock. Of ranges it may have many.</summary>
    private void Claim(LockGuard guard)
    {
        if (!guard.IsRange && Interlocked.CompareExchange(ref _lock, guard, null) is { } other)
        {
            throw new InvalidOperationException(
                $"This object {(other.IsHeld ? "holds" : "waits for")} the {other.Mode.ToString().ToLowerInvariant()} lock of '{Path}' already. "
                + "Give it back first, or open the file once more: whole-file locks belong to the object.");
        }
    }

    private bool TryHold(LockGuard guard, string operation, bool keepClaim)
    {
        var held = false;
        var failed = true;
        try
        {
            held = LineOf(guard).TryTake(guard, operation);
            failed = false;
            return held;
        }
        finally
        {
            if (failed || (!held && !keepClaim))
            {
                Forget(guard);
            }
        }
    }
}
