using System.Diagnostics.CodeAnalysis;

namespace Mapwright;

public abstract partial class FileBackedObject
{
    /// <summary>Enters for a turn at the kernel.</summary>
    /// <returns>The file; null when the object is disposed, and there is nothing to exit.</returns>
    internal OpenFile? EnterTurn() => TryEnter() ? File : null;

    internal void ExitTurn() => Exit();

    /// <summary>Makes room for the next request of this object.</summary>
    internal void Forget(LockGuard guard) => Interlocked.CompareExchange(ref _lock, null, guard);

    /// <summary>Gives a lock back. A disposed object does it itself, when its last operation has ended.</summary>
    internal void Unlock(LockGuard guard)
    {
        if (!TryEnter())
        {
            return;
        }

        try
        {
            if (guard.TryBeginRelease())
            {
                var result = Platform.Unlock(File.Handle);
                guard.EndRelease(!result.IsFailure);
                File.Check(result, nameof(Unlock));
                Forget(guard);
                Locks.Give(guard.Mode);
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>The object became garbage with its lock.</summary>
    internal void Abandon(LockGuard guard) => Locks.Give(guard.Mode);

    /// <summary>Fails the request that waits: the object it would lock goes away.</summary>
    private protected override void OnClosing() =>
        Volatile.Read(ref _lock)?.Waiter?.Leave(new ObjectDisposedException(GetType().FullName));

    /// <summary>Gives the lock back and closes. Explicitly: a mapping or a copy of the handle would keep the lock beyond the close.</summary>
    private protected override void CloseCore()
    {
        if (_lock is not { } guard || !guard.TryBeginRelease())
        {
            File.Close();
            return;
        }

        var result = Platform.Unlock(File.Handle);
        try
        {
            if (!result.IsFailure)
            {
                Locks.Give(guard.Mode);
            }

            File.Close();
        }
        catch (Exception closeError) when (result.IsFailure)
        {
            throw new AggregateException(StorageErrors.From(Platform, result, nameof(Unlock), Path), closeError);
        }
        finally
        {
            guard.EndRelease(released: true);
            if (result.IsFailure)
            {
                Locks.Give(guard.Mode);
            }
        }

        File.Check(result, nameof(Unlock));
    }

    private bool BeginLock(
        LockMode mode,
        TimeSpan timeout,
        CancellationToken cancellationToken,
        [NotNullWhen(true)] out LockGuard? result,
        [NotNullWhen(false)] out Waiter<LockGuard>? waiter)
    {
        CheckTimeout(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        LockWaiter request;
        Enter();
        try
        {
            var guard = Claim(mode);
            if (TryHold(guard, guard.Operation, keepClaim: timeout != TimeSpan.Zero))
            {
                result = guard;
                waiter = null;
                return true;
            }

            if (timeout == TimeSpan.Zero)
            {
                throw new TimeoutException($"The lock of '{Path}' is held by another party, or others wait for it.");
            }

            request = new LockWaiter(this, guard, Scheduler, Owner.TimeProvider);
            Locks.Enqueue(request);
        }
        finally
        {
            Exit();
        }

        request.Arm(timeout, cancellationToken);
        if (IsClosed)
        {
            // The dispose may have looked for waiters before this one stood in line.
            OnClosing();
        }

        result = null;
        waiter = request;
        return false;
    }

    private static void CheckTimeout(TimeSpan timeout)
    {
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, s_longestTimeout);
        }
    }

    /// <summary>Claims this object's one lock.</summary>
    private LockGuard Claim(LockMode mode)
    {
        var guard = new LockGuard(this, mode);
        if (Interlocked.CompareExchange(ref _lock, guard, null) is { } other)
        {
            throw new InvalidOperationException(
                $"This object {(other.IsHeld ? "holds" : "waits for")} the {other.Mode.ToString().ToLowerInvariant()} lock of '{Path}' already. "
                + "Give it back first, or open the file once more: locks belong to the object.");
        }

        return guard;
    }

    private bool TryHold(LockGuard guard, string operation, bool keepClaim)
    {
        var held = false;
        var failed = true;
        try
        {
            held = Locks.TryTake(File, guard.Mode, operation);
            failed = false;
        }
        finally
        {
            if (failed || (!held && !keepClaim))
            {
                Forget(guard);
            }
        }

        if (held)
        {
            guard.Hold();
        }

        return held;
    }
}
