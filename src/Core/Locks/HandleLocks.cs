namespace Mapwright;

/// <summary>The locks that one open file holds, for all objects that own it: the only code that asks the system for locks of it.</summary>
/// <remarks>
/// To the system all locks of an open file have one owner. It would grant two exclusive ranges of it that overlap, and giving one shared range back
/// would take away what another one still covers. So they are known here, and asked for one call at a time. The gate is held across calls of the
/// system, none of which waits, and is taken before that of <see cref="InodeLocks"/>, never after. Invariant: while the gate is free, what the
/// system has locked for this file is the union of what <see cref="_ranges"/> claim, <see cref="_wholes"/>, and what <see cref="ExclusiveUse"/> took.
/// </remarks>
internal sealed class HandleLocks(OpenFile file)
{
    private readonly List<LockGuard> _ranges = [];
    private readonly List<LockGuard> _wholes = [];
    private bool _keepsPlace;
    private bool _keepsWhole;

    public Lock Gate { get; } = new();

    private StoragePlatform Platform => file.Platform;

    /// <summary>The file is in exclusive use as long as it is open: no lock of an object, and no end of one, changes that. Called before there is an object.</summary>
    public void KeepExclusiveUse(bool isWhole) => (_keepsWhole, _keepsPlace) = (isWhole, !isWhole);

    /// <summary>Asks for a lock. Called under the gate.</summary>
    /// <returns>False: another party holds it.</returns>
    /// <exception cref="Exception">The system refused.</exception>
    public bool TryTake(LockGuard guard, LockMode mode, string operation)
    {
        var claim = guard.Claim with { Mode = mode };
        if (HeldLike(guard).Exists(held => held.Claim.Excludes(claim)))
        {
            return false;
        }

        var result = guard.IsRange ? LockRange(mode, claim.Span) : LockWhole(mode);
        if (IsHeldElsewhere(result))
        {
            return false;
        }

        file.Check(result, operation, guard.IsRange ? guard.Offset : null);
        HeldLike(guard).Add(guard);
        return true;
    }

    /// <summary>Asks for the other mode of a lock that is held. Called under the gate, when no other lock of this process is in the way.</summary>
    /// <returns>What became of it; with a failure the old lock is held still, or lost.</returns>
    public LockConversion Convert(LockGuard guard, LockMode mode, out IoResult failure)
    {
        var result = guard.IsRange ? ConvertRange(mode, guard.Claim.Span) : Platform.NotSupported;
        var isAtomic = !IsNotSupported(result);
        if (!isAtomic)
        {
            result = guard.IsRange ? RetakeRange(guard, mode) : LockWhole(mode);
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

        HeldLike(guard).Remove(guard);
        return LockConversion.Lost;
    }

    /// <summary>Gives a lock back, except for bytes that another lock of this file still covers. Called under the gate.</summary>
    public IoResult GiveBack(LockGuard guard)
    {
        var result = guard.IsRange ? GiveBackRange(guard) : GiveBackWhole();
        if (!result.IsFailure)
        {
            HeldLike(guard).Remove(guard);
        }

        return result;
    }

    /// <summary>Gives all locks of an object back. Called under the gate, when it is about to let the file go.</summary>
    /// <returns>The locks that were held, and the first failure.</returns>
    public (LockGuard[] Held, IoResult Result) GiveBackAll(FileBackedObject owner)
    {
        LockGuard[] held = [.. _ranges.Where(guard => guard.Owner == owner), .. _wholes.Where(guard => guard.Owner == owner)];
        var result = IoResult.Success();
        foreach (var guard in held)
        {
            var given = GiveBack(guard);
            HeldLike(guard).Remove(guard);
            result = result.IsFailure ? result : given;
        }

        return (held, result);
    }

    private List<LockGuard> HeldLike(LockGuard guard) => guard.IsRange ? _ranges : _wholes;

    private IoResult RetakeRange(LockGuard guard, LockMode mode)
    {
        var result = UnlockRange(guard.Claim.Span);
        return result.IsFailure ? result : LockRange(mode, guard.Claim.Span);
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
                result = UnlockRange(new LockSpan(start, kept.Start));
            }

            start = Math.Max(start, kept.End);
        }

        return start < end && !result.IsFailure ? UnlockRange(new LockSpan(start, end)) : result;
    }

    private IoResult GiveBackWhole() => _keepsWhole || _wholes.Count > 1 ? IoResult.Success() : Platform.Unlock(file.Handle);

    private IoResult LockWhole(LockMode mode) => _keepsWhole ? IoResult.Success() : Platform.TryLock(file.Handle, mode);

    private IoResult LockRange(LockMode mode, LockSpan span) => OnSystem(span, (offset, length) => Platform.TryLockRange(file.Handle, mode, offset, length));

    private IoResult ConvertRange(LockMode mode, LockSpan span) =>
        OnSystem(span, (offset, length) => Platform.TryConvertLockRange(file.Handle, mode, offset, length));

    private IoResult UnlockRange(LockSpan span) => OnSystem(span, (offset, length) => Platform.UnlockRange(file.Handle, offset, length));

    /// <summary>Leaves out the place of the exclusive use, and with it what is behind: no byte of a file is there.</summary>
    private IoResult OnSystem(LockSpan span, Func<long, long, IoResult> call)
    {
        if (_keepsPlace && span.Start <= ExclusiveUse.Place)
        {
            span = span with { End = Math.Min(span.End, ExclusiveUse.Place) };
        }

        return span.Start < span.End ? call(span.Start, span.End - span.Start) : IoResult.Success();
    }

    private bool IsHeldElsewhere(IoResult result) => result.IsFailure && Platform.Classify(result.Error) == StorageErrorCode.WouldBlock;

    private bool IsNotSupported(IoResult result) => result.IsFailure && Platform.Classify(result.Error) == StorageErrorCode.NotSupported;
}
