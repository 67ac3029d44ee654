namespace Mapwright;

/// <summary>A request for a lock that another party holds. As the head of its queue it is also the item that polls.</summary>
/// <remarks>
/// Grants always continue on the pool, whatever the scheduler's policy: they happen inside another party's release, which must not wait for
/// the code after this party's <c>await</c>.
/// </remarks>
internal sealed class LockWaiter(FileBackedObject owner, LockGuard guard, IScheduler scheduler, TimeProvider clock)
    : Waiter<LockGuard>(ContinuationPolicy.Pool), IWorkItem
{
    private PollBackoff _backoff;
    private ITimer? _pollTimer;
    private bool _scheduled;

    /// <inheritdoc/>
    public IWorkItem? Next { get; set; }

    /// <summary>The object that the lock is for.</summary>
    public FileBackedObject Owner { get; } = owner;

    /// <summary>What is granted.</summary>
    public LockGuard Guard { get; } = guard;

    /// <summary>The place in the queue; set, like <see cref="Cause"/>, under the gate of the queue.</summary>
    public object Place { get; set; } = null!;

    /// <summary>Why the waiter gave up during its turn.</summary>
    public Exception? Cause { get; set; }

    /// <summary>Starts listening to the caller's token and clock.</summary>
    public void Arm(TimeSpan timeout, CancellationToken cancellationToken) => Arm(timeout, clock, cancellationToken);

    /// <summary>Leaves the queue with an error, now or at the end of the turn that is on.</summary>
    public void Leave(Exception cause) => GiveUp(cause);

    /// <summary>Ends the wait: with the guard, or with an error.</summary>
    public void Finish(Exception? error)
    {
        if (error is null)
        {
            Grant(Guard);
        }
        else
        {
            Refuse(error);
        }

        Volatile.Read(ref _pollTimer)?.Dispose();
    }

    /// <summary>Makes the timer that <see cref="PollLater"/> starts. Called during the waiter's turn.</summary>
    /// <returns>How long to wait.</returns>
    public TimeSpan PreparePoll()
    {
        _pollTimer ??= DetachedTimer.Create(clock, static waiter => ((LockWaiter)waiter!).SchedulePoll(), this, Timeout.InfiniteTimeSpan);
        return _backoff.Next(Random.Shared.NextDouble());
    }

    /// <summary>Tries again in a while.</summary>
    public void PollLater(TimeSpan delay) => _pollTimer!.Change(delay, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Execute()
    {
        Volatile.Write(ref _scheduled, false);
        Owner.Locks.Poll();
    }

    /// <inheritdoc/>
    public void Fail(Exception exception)
    {
        Volatile.Write(ref _scheduled, false);
        GiveUp(exception);
    }

    /// <inheritdoc/>
    protected override void GiveUp(Exception cause) => Owner.Locks.GiveUp(this, cause);

    private void SchedulePoll()
    {
        if (IsDecided || Interlocked.Exchange(ref _scheduled, true))
        {
            return;
        }

        try
        {
            scheduler.Schedule(this);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }
}
