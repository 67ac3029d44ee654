namespace Mapwright;

/// <summary>The line for the locks of one inode in this process: asks the kernel on behalf of whoever's turn it is.</summary>
/// <remarks>
/// There is one for whole-file locks and one for ranges, since the two do not meet. The gate is never held across a system call, and no awaiting or
/// parked code runs under it. Whoever makes a turn due also drives: the call that releases, gives up or polls; and holds no gate then. A turn
/// is one request to the kernel that does not wait.
/// </remarks>
internal sealed class InodeLocks
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

    private void Drive()
    {
        while (true)
        {
            ILockWaiter? waiter;
            lock (_gate)
            {
                waiter = _queue.BeginTurn();
            }

            if (waiter is null)
            {
                return;
            }

            TakeTurn(waiter);
        }
    }

    private void TakeTurn(ILockWaiter waiter)
    {
        var owner = waiter.Guard.Owner;
        if (owner.EnterTurn() is not { } file)
        {
            Leave(waiter);
            waiter.Finish(new ObjectDisposedException(owner.GetType().FullName));
            return;
        }

        bool ended;
        Exception? error;
        try
        {
            lock (owner.HeldLocks.Gate)
            {
                ended = TryEnd(waiter, file, out error);
            }
        }
        finally
        {
            owner.ExitTurn();
        }

        // After the exit: the awaiting code may dispose the object, and finds nobody inside then. A busy turn is on until here for the same reason:
        // who disposes meanwhile is heard by it, and the error tells of an object whose locks are given back.
        if (!ended)
        {
            error = EndBusy(waiter);
        }

        if (ended || error is not null)
        {
            waiter.Finish(error);
        }
    }

    /// <summary>Asks the kernel, and ends the turn. False: the lock is held by another party, and the turn is on still.</summary>
    private bool TryEnd(ILockWaiter waiter, OpenFile file, out Exception? error)
    {
        error = null;
        try
        {
            var taken = waiter.Guard.IsHeld ? Upgrade(waiter, file) : waiter.Guard.Owner.HeldLocks.TryTake(waiter.Guard, waiter.Mode, waiter.Operation);
            if (!taken)
            {
                return false;
            }
        }
        catch (Exception exception)
        {
            error = exception;
            Leave(waiter);
            return true;
        }

        error = Settle(waiter, file);
        return true;
    }

    /// <summary>Ends the turn of a waiter that got nothing.</summary>
    /// <returns>Why it gave up meanwhile, and is out of the line; null: it stays.</returns>
    private Exception? EndBusy(ILockWaiter waiter)
    {
        var delay = waiter.PreparePoll();
        Exception? cause;
        bool polls;
        lock (_gate)
        {
            cause = waiter.Cause;
            polls = cause is null && _queue.EndTurnBusy();
        }

        if (cause is not null)
        {
            Leave(waiter);
        }
        else if (polls)
        {
            waiter.PollLater(delay);
        }

        return cause;
    }

    /// <summary>Asks the kernel to make a held lock exclusive. Where that loses the lock, the waiter goes on as one that has none.</summary>
    private bool Upgrade(ILockWaiter waiter, OpenFile file)
    {
        var guard = waiter.Guard;
        waiter.Conversion = guard.Owner.HeldLocks.Convert(guard, waiter.Mode, out var failure);
        if (waiter.Conversion == LockConversion.Lost)
        {
            waiter.Conversion = LockConversion.Reacquired;
            lock (_gate)
            {
                guard.Lose();
                _queue.Lose(waiter.Place);
            }

            file.Check(failure, waiter.Operation);
            return false;
        }

        file.Check(failure, waiter.Operation);
        return waiter.Conversion != LockConversion.Refused;
    }

    /// <summary>Ends a turn whose lock the kernel gave: with the lock, or by giving it back for a waiter that gave up meanwhile.</summary>
    private Exception? Settle(ILockWaiter waiter, OpenFile file)
    {
        var guard = waiter.Guard;
        Exception? cause;
        lock (_gate)
        {
            // An upgrade that succeeded is not taken back: its holder has a lock in any case.
            cause = guard.Upgrade is null ? waiter.Cause : null;
            if (cause is null)
            {
                guard.Upgrade = null;
                guard.Hold(waiter.Mode);
                _queue.EndTurnTaken();
            }
        }

        if (cause is not null)
        {
            // The turn is still on, so nobody asks before the kernel has the lock back.
            var result = guard.Owner.HeldLocks.GiveBack(guard);
            if (result.IsFailure)
            {
                cause = StorageErrors.From(file.Platform, result, waiter.Operation, file.Path);
            }

            Leave(waiter);
        }

        return cause;
    }

    /// <summary>Ends the turn of a waiter that gets nothing.</summary>
    private void Leave(ILockWaiter waiter)
    {
        // First, so that the object can ask again as soon as the error arrives.
        Forget(waiter.Guard);
        lock (_gate)
        {
            waiter.Guard.Upgrade = null;
            _queue.EndTurnLeft();
        }
    }
}
