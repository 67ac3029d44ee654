namespace Mapwright;

/// <summary>A whole-file lock that is held. Disposing gives it back.</summary>
/// <remarks>
/// Giving back unlocks explicitly, never waits, and lets the next waiter of this process try at once. The lock also ends when its file object
/// is disposed, and the system ends it when the process dies. It does not end when the guard is dropped while the object is in use.
/// Safe for use by many threads.
/// </remarks>
[MustUse]
public sealed class LockGuard : IDisposable, IAsyncDisposable
{
    private const int Requested = 0;
    private const int Held = 1;
    private const int Releasing = 2;
    private const int Released = 3;

    private readonly FileBackedObject _owner;
    private int _state;

    internal LockGuard(FileBackedObject owner, LockMode mode)
    {
        _owner = owner;
        Mode = mode;
    }

    /// <summary>
    /// Runs only when the file object is garbage too, whose handle the system closes and unlocks: without this, waiters of the
    /// process would wait for a release that never comes.
    /// </summary>
    ~LockGuard()
    {
        if (IsHeld)
        {
            _owner.Abandon(this);
        }
    }

    /// <summary>How the lock shares the file.</summary>
    public LockMode Mode { get; }

    /// <summary>Whether the lock is held.</summary>
    public bool IsHeld => Volatile.Read(ref _state) == Held;

    /// <summary>What was asked for, for messages.</summary>
    internal string Operation => Mode == LockMode.Exclusive ? nameof(FileBackedObject.LockExclusive) : nameof(FileBackedObject.LockShared);

    /// <summary>Who waits for the lock, while it is not held.</summary>
    internal LockWaiter? Waiter { get; set; }

    /// <summary>Gives the lock back. Once given back, or after the file object was disposed, the call does nothing.</summary>
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
    internal void Hold()
    {
        Waiter = null;
        Volatile.Write(ref _state, Held);
    }

    /// <summary>Claims the release. False: the lock is not held, or another call releases it.</summary>
    internal bool TryBeginRelease() => Interlocked.CompareExchange(ref _state, Releasing, Held) == Held;

    /// <summary>Ends the release.</summary>
    internal void EndRelease(bool released) => Volatile.Write(ref _state, released ? Released : Held);
}
