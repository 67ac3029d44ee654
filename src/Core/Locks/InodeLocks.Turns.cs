namespace Mapwright;

/// <remarks>Turns: one request to the kernel after the other, on behalf of those in line.</remarks>
internal sealed partial class InodeLocks
{
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
