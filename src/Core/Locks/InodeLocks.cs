namespace Mapwright;

/// <summary>The whole-file locks of one inode in this process: asks the kernel on behalf of whoever's turn it is.</summary>
/// <remarks>
/// The gate is never held across a system call, and no awaiting or parked code runs under it. Whoever makes a turn due also drives: the
/// call that releases, gives up or polls. A turn is one request to the kernel that does not wait.
/// </remarks>
internal sealed class InodeLocks
{
    private readonly Lock _gate = new();
    private readonly LockQueue<LockWaiter> _queue = new();

    /// <summary>Takes the lock if that needs no waiting. The caller has entered the object.</summary>
    /// <returns>False: another party holds it, or others wait for it.</returns>
    public bool TryTake(OpenFile file, LockMode mode, string operation)
    {
        lock (_gate)
        {
            if (!_queue.Admits(mode))
            {
                return false;
            }
        }

        var result = file.Platform.TryLock(file.Handle, mode);
        if (IsHeldElsewhere(file, result))
        {
            return false;
        }

        file.Check(result, operation);
        lock (_gate)
        {
            _queue.Take(mode);
        }

        return true;
    }

    /// <summary>Lets a waiter stand in line.</summary>
    public void Enqueue(LockWaiter waiter)
    {
        lock (_gate)
        {
            waiter.Place = _queue.Enqueue(waiter, waiter.Guard.Mode);
            waiter.Guard.Waiter = waiter;
        }

        Drive();
    }

    /// <summary>Takes a waiter out of the line; when its turn is on, that turn ends with the error in place of a grant.</summary>
    public void GiveUp(LockWaiter waiter, Exception cause)
    {
        lock (_gate)
        {
            if (!_queue.Leave(waiter.Place))
            {
                waiter.Cause ??= cause;
                return;
            }
        }

        waiter.Owner.Forget(waiter.Guard);
        waiter.Finish(cause);
        Drive();
    }

    /// <summary>Lets the next one try after the kernel took a lock back.</summary>
    public void Give(LockMode mode)
    {
        lock (_gate)
        {
            _queue.Give(mode);
        }

        Drive();
    }

    /// <summary>Lets the head try again.</summary>
    public void Poll()
    {
        lock (_gate)
        {
            _queue.Poll();
        }

        Drive();
    }

    private static bool IsHeldElsewhere(OpenFile file, IoResult result) =>
        result.IsFailure && file.Platform.Classify(result.Error) == StorageErrorCode.WouldBlock;

    private void Drive()
    {
        while (true)
        {
            LockWaiter? waiter;
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

    private void TakeTurn(LockWaiter waiter)
    {
        if (waiter.Owner.EnterTurn() is not { } file)
        {
            Leave(waiter);
            waiter.Finish(new ObjectDisposedException(waiter.Owner.GetType().FullName));
            return;
        }

        bool ended;
        Exception? error;
        try
        {
            ended = TryEnd(waiter, file, out error);
        }
        finally
        {
            waiter.Owner.ExitTurn();
        }

        // After the exit: the awaiting code may dispose the object, and finds nobody inside then.
        if (ended)
        {
            waiter.Finish(error);
        }
    }

    /// <summary>Asks the kernel. False: the waiter stays in line.</summary>
    private bool TryEnd(LockWaiter waiter, OpenFile file, out Exception? error)
    {
        var result = file.Platform.TryLock(file.Handle, waiter.Guard.Mode);
        if (!result.IsFailure)
        {
            error = Settle(waiter, file);
            return true;
        }

        if (!IsHeldElsewhere(file, result))
        {
            error = StorageErrors.From(file.Platform, result, waiter.Guard.Operation, file.Path);
            Leave(waiter);
            return true;
        }

        var delay = waiter.PreparePoll();
        bool polls;
        lock (_gate)
        {
            error = waiter.Cause;
            polls = error is null && _queue.EndTurnBusy();
        }

        if (error is not null)
        {
            Leave(waiter);
            return true;
        }

        if (polls)
        {
            waiter.PollLater(delay);
        }

        return false;
    }

    /// <summary>Ends a turn whose lock the kernel gave: with the lock, or by giving it back for a waiter that gave up meanwhile.</summary>
    private Exception? Settle(LockWaiter waiter, OpenFile file)
    {
        Exception? cause;
        lock (_gate)
        {
            cause = waiter.Cause;
            if (cause is null)
            {
                waiter.Guard.Hold();
                _queue.EndTurnTaken();
            }
        }

        if (cause is not null)
        {
            // The turn is still on, so nobody asks before the kernel has the lock back.
            var result = file.Platform.Unlock(file.Handle);
            if (result.IsFailure)
            {
                cause = StorageErrors.From(file.Platform, result, waiter.Guard.Operation, file.Path);
            }

            Leave(waiter);
        }

        return cause;
    }

    /// <summary>Ends the turn of a waiter that gets nothing.</summary>
    private void Leave(LockWaiter waiter)
    {
        // First, so that the object can ask again as soon as the error arrives.
        waiter.Owner.Forget(waiter.Guard);
        lock (_gate)
        {
            _queue.EndTurnLeft();
        }
    }
}
