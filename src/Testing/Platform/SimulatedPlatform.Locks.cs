namespace Mapwright.Testing;

public sealed partial class SimulatedPlatform
{
    /// <inheritdoc/>
    /// <remarks>As <c>flock</c>: the lock belongs to the open file, and a conversion that is refused has lost the lock that was held.</remarks>
    public override IoResult TryLock(PlatformFile file, LockMode mode)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.TryLock, own);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        var locks = own.Node.Locks;
        if (locks.TryGetValue(own, out var held) && held == mode)
        {
            return IoResult.Success();
        }

        ReleaseLock(own);
        if (mode == LockMode.Exclusive ? locks.Count > 0 : locks.ContainsValue(LockMode.Exclusive))
        {
            return Failure(SimulatedError.WouldBlock);
        }

        locks.Add(own, mode);
        HeldLocks++;
        return IoResult.Success();
    }

    /// <inheritdoc/>
    /// <remarks>Succeeds without a lock too, and of a handle that a power cut took.</remarks>
    public override IoResult Unlock(PlatformFile file)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.Unlock, own);
        if (turn.IsPowerLost)
        {
            return IoResult.Success();
        }

        if (turn.Fails(out var failure))
        {
            return failure;
        }

        ReleaseLock(own);
        return IoResult.Success();
    }

    private void ReleaseLock(SimulatedFile file)
    {
        if (file.Node.Locks.Remove(file))
        {
            HeldLocks--;
        }
    }

    /// <inheritdoc/>
    /// <remarks>As locks of an open file description.</remarks>
    public override IoResult TryLockRange(PlatformFile file, LockMode mode, long offset, long length) =>
        SetRange(SimulatedPrimitive.TryLockRange, (SimulatedFile)file, mode, offset, length);

    /// <inheritdoc/>
    public override IoResult TryConvertLockRange(PlatformFile file, LockMode mode, long offset, long length) =>
        SetRange(SimulatedPrimitive.TryConvertLockRange, (SimulatedFile)file, mode, offset, length);

    /// <inheritdoc/>
    /// <remarks>Succeeds without a lock too, and of a handle that a power cut took.</remarks>
    public override IoResult UnlockRange(PlatformFile file, long offset, long length)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.UnlockRange, own, offset, length);
        if (turn.IsPowerLost)
        {
            return IoResult.Success();
        }

        if (turn.Fails(out var failure))
        {
            return failure;
        }

        own.Node.RangeLocks.Release(own, offset, offset + length);
        return IoResult.Success();
    }

    private IoResult SetRange(SimulatedPrimitive primitive, SimulatedFile own, LockMode mode, long offset, long length)
    {
        using var turn = Enter(primitive, own, offset, length);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        if (mode == LockMode.Exclusive && (own.Rights & FileRights.Write) == 0)
        {
            return Failure(SimulatedError.BadHandle);
        }

        return own.Node.RangeLocks.TrySet(own, mode, offset, offset + length) ? IoResult.Success() : Failure(SimulatedError.WouldBlock);
    }
}
