namespace Mapwright;

/// <summary>The locks that one open file holds: the only code that asks the system for locks of it.</summary>
/// <remarks>
/// To the system all locks of an open file have one owner. It would grant two exclusive ranges of it that overlap, and giving one shared range back
/// would take away what another one still covers. So they are known here, and asked for one call at a time. The gate is held across calls of the
/// system, none of which waits, and is taken before that of <see cref="InodeLocks"/>, never after. Invariant: while the gate is free, what the
/// system has locked for this file is the union of what <see cref="_ranges"/> claim, and <see cref="_whole"/>.
/// </remarks>
internal sealed class HandleLocks(OpenFile file)
{
    private readonly List<LockGuard> _ranges = [];
    private LockGuard? _whole;

    public Lock Gate { get; } = new();

    private StoragePlatform Platform => file.Platform;

    /// <summary>Asks for a lock. Called under the gate.</summary>
    /// <returns>False: another party holds it.</returns>
    /// <exception cref="Exception">The system refused.</exception>
    public bool TryTake(LockGuard guard, LockMode mode, string operation)
    {
        var claim = guard.Claim with { Mode = mode };
        if (guard.IsRange && _ranges.Exists(range => range.Claim.Excludes(claim)))
        {
            return false;
        }

        var result = guard.IsRange
            ? Platform.TryLockRange(file.Handle, mode, guard.Offset, guard.Length)
            : Platform.TryLock(file.Handle, mode);
        if (IsHeldElsewhere(result))
        {
            return false;
        }

        file.Check(result, operation, guard.IsRange ? guard.Offset : null);
        Add(guard);
        return true;
    }

    /// <summary>Asks for the other mode of a lock that is held. Called under the gate, when no other lock of this process is in the way.</summary>
    /// <returns>What became of it; with a failure the old lock is held still, or lost.</returns>
    public LockConversion Convert(LockGuard guard, LockMode mode, out IoResult failure)
    {
        var result = guard.IsRange ? Platform.TryConvertLockRange(file.Handle, mode, guard.Offset, guard.Length) : Platform.NotSupported;
        var isAtomic = !IsNotSupported(result);
        if (!isAtomic)
        {
            result = guard.IsRange ? RetakeRange(guard, mode) : Platform.TryLock(file.Handle, mode);
        }

        failure = result.IsFailure && !IsHeldElsewhere(result) ? result : IoResult.Success();
        if (!result.IsFailure)
        {
            return isAtomic ? LockConversion.Kept : LockConversion.Reacquired;
        }

        // A whole-file lock that failed in another way may be held or not: given back, it is known not to be.
        if (isAtomic || (failure.IsFailure && GiveBack(guard).IsFailure))
        {
            return LockConversion.Refused;
        }

        Remove(guard);
        return LockConversion.Lost;
    }

    /// <summary>Gives a lock back, except for bytes that another lock of this file still covers. Called under the gate.</summary>
    public IoResult GiveBack(LockGuard guard)
    {
        var result = guard.IsRange ? GiveBackRange(guard) : Platform.Unlock(file.Handle);
        if (!result.IsFailure)
        {
            Remove(guard);
        }

        return result;
    }

    /// <summary>Gives all back. Called under the gate, when the file is about to be closed.</summary>
    /// <returns>The locks that were held, and the first failure.</returns>
    public (LockGuard[] Held, IoResult Result) GiveBackAll()
    {
        LockGuard[] held = [.. _ranges, .. _whole is null ? [] : new[] { _whole }];
        var result = _whole is null ? IoResult.Success() : Platform.Unlock(file.Handle);
        if (_ranges.Count > 0)
        {
            var ranges = Platform.UnlockRange(file.Handle, 0, long.MaxValue);
            result = result.IsFailure ? result : ranges;
        }

        _whole = null;
        _ranges.Clear();
        return (held, result);
    }

    private IoResult RetakeRange(LockGuard guard, LockMode mode)
    {
        var result = Platform.UnlockRange(file.Handle, guard.Offset, guard.Length);
        return result.IsFailure ? result : Platform.TryLockRange(file.Handle, mode, guard.Offset, guard.Length);
    }

    private IoResult GiveBackRange(LockGuard guard)
    {
        var others = _ranges.Where(range => range != guard && range.Claim.Span.Overlaps(guard.Claim.Span)).Select(range => range.Claim.Span);
        var (start, end) = guard.Claim.Span;
        var result = IoResult.Success();
        foreach (var kept in others.OrderBy(span => span.Start))
        {
            if (kept.Start > start && !result.IsFailure)
            {
                result = Platform.UnlockRange(file.Handle, start, kept.Start - start);
            }

            start = Math.Max(start, kept.End);
        }

        return start < end && !result.IsFailure ? Platform.UnlockRange(file.Handle, start, end - start) : result;
    }

    private void Add(LockGuard guard)
    {
        if (guard.IsRange)
        {
            _ranges.Add(guard);
        }
        else
        {
            _whole = guard;
        }
    }

    private void Remove(LockGuard guard)
    {
        if (guard.IsRange)
        {
            _ranges.Remove(guard);
        }
        else
        {
            _whole = null;
        }
    }

    private bool IsHeldElsewhere(IoResult result) => result.IsFailure && Platform.Classify(result.Error) == StorageErrorCode.WouldBlock;

    private bool IsNotSupported(IoResult result) => result.IsFailure && Platform.Classify(result.Error) == StorageErrorCode.NotSupported;
}
