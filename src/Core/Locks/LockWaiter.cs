namespace Mapwright;

/// <summary>A request for a lock that another party holds. One of those in front of the line is also the item that polls for all of them.</summary>
/// <typeparam name="TResult">What the wait ends with.</typeparam>
/// <remarks>
/// Grants always continue on the pool, whatever the scheduler's policy: they happen inside another party's release, which must not wait for
/// the code after this party's <c>await</c>.
/// </remarks>
internal sealed class LockWaiter<TResult>(
    LockGuard guard, LockMode mode, string operation, Func<LockGuard, LockConversion, TResult> result, IScheduler scheduler, TimeProvider clock)
    : Waiter<TResult>(ContinuationPolicy.Pool), ILockWaiter, IWorkItem
{
    private PollBackoff _backoff;
    private ITimer? _pollTimer;
    private bool _scheduled;

    /// <inheritdoc/>
    public IWorkItem? Next { get; set; }

    /// <inheritdoc/>
    public LockGuard Guard => guard;

    /// <inheritdoc/>
    public LockMode Mode => mode;

    /// <inheritdoc/>
    public string Operation => operation;

    /// <inheritdoc/>
    public LockConversion Conversion { get; set; }

    /// <inheritdoc/>
    public object Place { get; set; } = null!;

    /// <inheritdoc/>
    public Exception? Cause { get; set; }

    /// <summary>Starts listening to the caller's token and clock.</summary>
    public void Arm(TimeSpan timeout, CancellationToken cancellationToken) => Arm(timeout, clock, cancellationToken);

    /// <inheritdoc/>
    public void Finish(Exception? error)
    {
        if (error is null)
        {
            Grant(result(guard, Conversion));
        }
        else
        {
            Refuse(error);
        }

        Volatile.Read(ref _pollTimer)?.Dispose();
    }

    /// <inheritdoc/>
    public TimeSpan PreparePoll()
    {
        _pollTimer ??= DetachedTimer.Create(clock, static waiter => ((LockWaiter<TResult>)waiter!).SchedulePoll(), this, Timeout.InfiniteTimeSpan);
        return _backoff.Next(Random.Shared.NextDouble());
    }

    /// <inheritdoc/>
    public void PollLater(TimeSpan delay) => _pollTimer!.Change(delay, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Execute()
    {
        Volatile.Write(ref _scheduled, false);
        guard.Line.Poll(this);
    }

    /// <inheritdoc/>
    public void Fail(Exception exception)
    {
        Volatile.Write(ref _scheduled, false);
        GiveUp(exception);
    }

    /// <inheritdoc/>
    protected override void GiveUp(Exception cause) => guard.Line.GiveUp(this, cause);

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
