namespace Mapwright;

/// <summary>A lock that is held, of a whole file or of a range of bytes. Disposing gives it back.</summary>
/// <remarks>
/// Giving back unlocks explicitly, never waits, and lets the next waiter of this process try at once. The lock also ends when its file object
/// is disposed, and the system ends it when the process dies. It does not end when the guard is dropped while the object is in use.
/// Safe for use by many threads.
/// </remarks>
[MustUse]
public sealed class LockGuard : IDisposable, IAsyncDisposable
{
    private readonly FileBackedObject _owner;
    private readonly LockSpan _span;
    private volatile bool _isHeld;

    internal LockGuard(FileBackedObject owner, LockMode mode, LockSpan? range)
    {
        _owner = owner;
        _span = range ?? LockSpan.Whole;
        Mode = mode;
        IsRange = range is not null;
    }

    /// <summary>
    /// Runs only when the file object is garbage too, whose handle the system closes and unlocks: without this, waiters of the
    /// process would wait for a release that never comes.
    /// </summary>
    ~LockGuard()
    {
        if (_isHeld)
        {
            Line.Abandon(this);
        }
    }

    /// <summary>How the lock shares what it covers.</summary>
    public LockMode Mode { get; private set; }

    /// <summary>Whether the lock is held.</summary>
    public bool IsHeld => _isHeld;

    /// <summary>Whether it is a lock of a range; otherwise of the whole file. The two do not meet: a file can be locked in both ways at once.</summary>
    public bool IsRange { get; }

    /// <summary>The first locked byte; 0 of a whole-file lock.</summary>
    public long Offset => _span.Start;

    /// <summary>How many bytes are locked; <see cref="long.MaxValue"/> of a whole-file lock.</summary>
    public long Length => _span.End - _span.Start;

    internal FileBackedObject Owner => _owner;

    internal LockClaim Claim => new(Mode, _span);

    /// <summary>The line that it is waited for in.</summary>
    internal InodeLocks Line => _owner.LineOf(this);

    /// <summary>What was asked for, for messages.</summary>
    internal string Operation => (IsRange, Mode) switch
    {
        (false, LockMode.Exclusive) => nameof(FileBackedObject.LockExclusive),
        (false, _) => nameof(FileBackedObject.LockShared),
        (true, LockMode.Exclusive) => nameof(FileBackedObject.LockRangeExclusive),
        (true, _) => nameof(FileBackedObject.LockRangeShared),
    };

    /// <summary>The upgrade that waits. Set, like all that follows, under the gate of the line.</summary>
    internal ILockWaiter? Upgrade { get; set; }

    /// <summary>Makes a shared lock exclusive if that needs no waiting. Of an exclusive one, does nothing.</summary>
    /// <returns>
    /// <see cref="LockConversion.Kept"/> or <see cref="LockConversion.Reacquired"/>: the lock is exclusive. <see cref="LockConversion.Refused"/>:
    /// others share it, and it is held as before. <see cref="LockConversion.Lost"/>: it is not held any more. A range is
    /// converted in one step where the system can; a whole file never is.
    /// </returns>
    /// <exception cref="InvalidOperationException">The lock is not held, or an upgrade of it waits.</exception>
    /// <exception cref="UnauthorizedAccessException">A range, and the file was opened for reading only.</exception>
    /// <exception cref="ObjectDisposedException">The file object was disposed.</exception>
    /// <exception cref="StorageException">The system refused; <see cref="IsHeld"/> tells whether the old lock is left.</exception>
    [return: MustUse]
    public LockConversion TryUpgrade() => _owner.TryConvert(this, LockMode.Exclusive, nameof(TryUpgrade));

    /// <summary>Makes an exclusive lock shared. Of a shared one, does nothing. Does not wait.</summary>
    /// <returns>
    /// <see cref="LockConversion.Kept"/> or <see cref="LockConversion.Reacquired"/>: the lock is shared. <see cref="LockConversion.Lost"/>:
    /// another party took it on the way, and it is not held any more.
    /// </returns>
    /// <exception cref="InvalidOperationException">The lock is not held.</exception>
    /// <exception cref="ObjectDisposedException">The file object was disposed.</exception>
    /// <exception cref="StorageException">The system refused; <see cref="IsHeld"/> tells whether the old lock is left.</exception>
    [return: MustUse]
    public LockConversion Downgrade() => _owner.TryConvert(this, LockMode.Shared, nameof(Downgrade));

    /// <summary>
    /// Gives the lock back; an upgrade of it that waits fails. Once given back, or after the file object was disposed, the call does nothing.
    /// </summary>
    /// <exception cref="StorageException">The system refused; the lock is still held, and the call may be repeated.</exception>
    [Releases]
    public void Dispose()
    {
        _owner.Unlock(this);
        GC.SuppressFinalize(this);
    }

    /// <summary>As <see cref="Dispose"/>: giving back does not wait, so the returned operation is complete.</summary>
    /// <returns>A completed operation.</returns>
    /// <exception cref="StorageException">As for <see cref="Dispose"/>.</exception>
    [Releases]
    public ValueTask DisposeAsync()
    {
        try
        {
            _owner.Unlock(this);
            GC.SuppressFinalize(this);
            return ValueTask.CompletedTask;
        }
        catch (StorageException exception)
        {
            return ValueTask.FromException(exception);
        }
    }

    /// <summary>The kernel gave the lock.</summary>
    internal void Hold(LockMode mode)
    {
        Mode = mode;
        _isHeld = true;
    }

    /// <summary>The kernel has the lock back.</summary>
    internal void Lose() => _isHeld = false;
}
