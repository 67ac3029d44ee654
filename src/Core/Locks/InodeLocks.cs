namespace Mapwright;

/// <summary>The line for the locks of one inode in this process: asks the kernel on behalf of whoever's turn it is.</summary>
/// <remarks>
/// There is one for whole-file locks and one for ranges, since the two do not meet. The gate is never held across a system call, and no awaiting or
/// parked code runs under it. Whoever makes a turn due also drives: the call that releases, gives up or polls; and holds no gate then. A turn
/// is one request to the kernel that does not wait.
/// </remarks>
internal sealed partial class InodeLocks
{
    private readonly Lock _gate = new();
    private readonly LockQueue<ILockWaiter> _queue = new();

    /// <summary>Takes the lock if that needs no waiting. The caller has entered the object.</summary>
    /// <returns>False: another party holds it, or others wait for it.</returns>
    public bool TryTake(LockGuard guard, string operation)
    {
        lock (_gate)
        {
            if (!_queue.Admits(guard.Claim))
            {
                return false;
            }
        }

        var handle = guard.Owner.HeldLocks;
        lock (handle.Gate)
        {
            if (!handle.TryTake(guard, guard.Mode, operation))
            {
                return false;
            }

            lock (_gate)
            {
                guard.Hold(guard.Mode);
                _queue.Take(guard.Claim);
            }

            return true;
        }
    }

    /// <summary>Changes the mode of a lock that is held if that needs no waiting. The caller has entered the object.</summary>
    public LockConversion TryConvert(LockGuard guard, LockMode mode, OpenFile file, string operation)
    {
        LockConversion conversion;
        IoResult failure;
        var handle = guard.Owner.HeldLocks;
        lock (handle.Gate)
        {
            lock (_gate)
            {
                ThrowUnlessIdle(guard, operation);
                if (guard.Mode == mode)
                {
                    return LockConversion.Kept;
                }

                if (!_queue.AdmitsConversion(guard.Claim, mode))
                {
                    return LockConversion.Refused;
                }
            }

            conversion = handle.Convert(guard, mode, out failure);
            lock (_gate)
            {
                Account(guard, mode, conversion);
            }
        }

        Drive();
        file.Check(failure, operation);
        return conversion;
    }

    /// <summary>Lets a waiter stand in line.</summary>
    public void Enqueue(ILockWaiter waiter)
    {
        lock (_gate)
        {
            waiter.Place = _queue.Enqueue(waiter, waiter.Guard.Claim);
        }

        Drive();
    }

    /// <summary>Lets a holder wait for a lock that nobody shares, before all others.</summary>
    /// <returns>False: another one does already, and each would wait for the other.</returns>
    public bool TryEnqueueUpgrade(ILockWaiter waiter)
    {
        var guard = waiter.Guard;
        lock (_gate)
        {
            ThrowUnlessIdle(guard, waiter.Operation);
            if (_queue.WouldDeadlock(guard.Claim))
            {
                return false;
            }

            waiter.Place = _queue.EnqueueUpgrade(waiter, guard.Claim);
            guard.Upgrade = waiter;
        }

        Drive();
        return true;
    }

    /// <summary>Takes a waiter out of the line; when its turn is on, that turn ends with the error in place of a grant.</summary>
    public void GiveUp(ILockWaiter waiter, Exception cause)
    {
        lock (_gate)
        {
            if (!_queue.Leave(waiter.Place))
            {
                waiter.Cause ??= cause;
                return;
            }

            waiter.Guard.Upgrade = null;
        }

        Forget(waiter.Guard);
        waiter.Finish(cause);
        Drive();
    }

    /// <summary>Takes all waiters of an object out of the line.</summary>
    public void GiveUpAll(FileBackedObject owner)
    {
        ILockWaiter[] waiters;
        lock (_gate)
        {
            waiters = [.. _queue.Waiters.Where(waiter => waiter.Guard.Owner == owner)];
        }

        foreach (var waiter in waiters)
        {
            GiveUp(waiter, new ObjectDisposedException(owner.GetType().FullName));
        }
    }

    /// <summary>Gives a lock back, and lets the next one try.</summary>
    public void Release(LockGuard guard, OpenFile file, string operation)
    {
        // Before the gate of the object, which a turn of the upgrade may hold: that turn ends soon, and the lock is given back after it.
        if (PendingUpgradeOf(guard) is { } upgrade)
        {
            GiveUp(upgrade, new ObjectDisposedException(nameof(LockGuard), "The lock was given back while its upgrade waited."));
        }

        var handle = guard.Owner.HeldLocks;
        lock (handle.Gate)
        {
            if (!guard.IsHeld)
            {
                return;
            }

            file.Check(handle.GiveBack(guard), operation);
            lock (_gate)
            {
                guard.Lose();
                _queue.Give(guard.Claim);
            }

            Forget(guard);
        }

        Drive();
    }

    /// <summary>The kernel has the lock back, because its file was closed.</summary>
    public void Abandon(LockGuard guard)
    {
        lock (_gate)
        {
            if (!guard.IsHeld)
            {
                return;
            }

            guard.Lose();
            _queue.Give(guard.Claim);
        }

        Drive();
    }

    /// <summary>Lets those in front try again.</summary>
    public void Poll(ILockWaiter waiter)
    {
        lock (_gate)
        {
            _queue.Poll(waiter.Place);
        }

        Drive();
    }

    private static void ThrowUnlessIdle(LockGuard guard, string operation)
    {
        if (guard.Upgrade is not null)
        {
            throw new InvalidOperationException($"{operation} of '{guard.Owner.Path}' is refused: an upgrade of this lock waits.");
        }

        if (!guard.IsHeld)
        {
            throw new InvalidOperationException($"{operation} of '{guard.Owner.Path}' is refused: the lock is not held any more.");
        }
    }

    /// <summary>Makes room for the next whole-file request of the object, unless the lock is held still.</summary>
    private static void Forget(LockGuard guard) => guard.Owner.Forget(guard);

    private ILockWaiter? PendingUpgradeOf(LockGuard guard)
    {
        lock (_gate)
        {
            return guard.Upgrade;
        }
    }

    private void Account(LockGuard guard, LockMode mode, LockConversion conversion)
    {
        if (conversion == LockConversion.Refused)
        {
            return;
        }

        var before = guard.Claim;
        if (conversion == LockConversion.Lost)
        {
            guard.Lose();
            Forget(guard);
        }
        else
        {
            guard.Hold(mode);
            _queue.Take(guard.Claim);
        }

        _queue.Give(before);
    }
}
