using System.Threading.Tasks.Sources;

namespace Mapwright;

/// <summary>The pooled, closure-free item of one asynchronous operation: its arguments, its result and its value-task source.</summary>
/// <typeparam name="TResult">The result; <see cref="None"/> for an operation that returns nothing.</typeparam>
/// <remarks>
/// Derived types are emitted by the generator. Invariants:
/// <list type="number">
/// <item>An armed item has two owners, the awaiter and the scheduler, a bit each in <c>_owners</c>. An owner clears its own
/// bit once, as the last thing it does with the item; whoever clears the last bit returns the item to its pool. An item
/// that is returned while the scheduler still holds it would be executed for the next renter.</item>
/// <item>The result is set by exactly one of: the thread that moved <c>_state</c> from Queued to Running, or the
/// cancellation callback that moved it from Queued to Cancelled. Both are one compare-and-swap.</item>
/// <item>The cancellation callback is no owner. Whoever sets the result withdraws it before, unless it has begun; then the
/// awaiter waits for its end before it clears its bit. So no callback ever sees an item of the next renter.</item>
/// <item>The awaiter's bit is cleared for one version of the item: a second await, even one that races with the first,
/// throws and takes nothing from the next renter.</item>
/// </list>
/// An operation that nobody awaits keeps its item from the pool, and nothing else.
/// </remarks>
public abstract partial class WorkItem<TResult> : IWorkItem, IValueTaskSource<TResult>, IValueTaskSource
{
    private const int Idle = 0;
    private const int Queued = 1;
    private const int Running = 2;
    private const int Cancelled = 3;

    private ManualResetValueTaskSourceCore<TResult> _source;
    private CancellationTokenRegistration _registration;
    private IScheduler? _scheduler;
    private int _state;
    private QueueTicket _ticket;

    /// <inheritdoc/>
    public IWorkItem? Next { get; set; }

    /// <summary>The token of the caller.</summary>
    protected internal CancellationToken CancellationToken { get; set; }

    /// <summary>Hands the item to the scheduler; one hop runs the whole blocking body.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <returns>The pending operation.</returns>
    public ValueTask<TResult> Start(IScheduler scheduler)
    {
        var version = Arm(scheduler);
        Hop(scheduler);
        return new ValueTask<TResult>(this, version);
    }

    /// <summary>As <see cref="Start(IScheduler)"/>, for an operation that returns nothing.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <returns>The pending operation.</returns>
    public ValueTask StartVoid(IScheduler scheduler)
    {
        var version = Arm(scheduler);
        Hop(scheduler);
        return new ValueTask(this, version);
    }

    void IThreadPoolWorkItem.Execute()
    {
        _ticket.Leave();
        if (!TryClaim())
        {
            LetGoOfScheduler();
            return;
        }

        TResult result;
        var activity = _ticket.Adopt();
        try
        {
            result = Run();
        }
        catch (Exception exception)
        {
            _ticket.Return(activity);
            Break(exception);
            return;
        }

        _ticket.Return(activity);
        if (!TrySuspend())
        {
            Succeed(result);
        }
    }

    void IWorkItem.Fail(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        _ticket.Leave();
        if (TryClaim())
        {
            // Never inline: the awaiting code would run inside somebody's Dispose(), or another caller's Schedule().
            BeforeOutcome(here: false);
            _source.SetException(exception);
        }

        LetGoOfScheduler();
    }

    /// <summary>Runs the blocking body.</summary>
    /// <returns>Its result.</returns>
    protected abstract TResult Run();

    /// <summary>
    /// Asked once when <see cref="Run"/> has returned: whether the body only came as far as a wait. Who goes on sets the result then, perhaps before this
    /// returns, so the hop does nothing more with the item.
    /// </summary>
    private protected virtual bool TrySuspend() => false;

    /// <summary>What runs the item.</summary>
    private protected IScheduler Scheduler => _scheduler!;

    /// <summary>Drops the arguments, so that a pooled item keeps nothing alive.</summary>
    protected abstract void Clear();

    /// <summary>Puts the item, which nobody owns any more, into its pool.</summary>
    protected abstract void Return();

    /// <summary>Called when the token fires after the operation started; success still wins.</summary>
    private protected virtual void OnCancelRequested()
    {
    }

    /// <summary>Makes both owners hold the item and listens to the token.</summary>
    private protected short Arm(IScheduler scheduler)
    {
        var version = _source.Version;
        _scheduler = scheduler;
        _owners = (version << VersionShift) | OwnerBits;
        Volatile.Write(ref _state, Queued);
        if (CancellationToken.CanBeCanceled)
        {
            _registration = CancellationToken.UnsafeRegister(static item => ((WorkItem<TResult>)item!).OnToken(), this);
        }

        return version;
    }

    private protected void Hop(IScheduler scheduler)
    {
        _ticket.Enter(scheduler);
        try
        {
            scheduler.Schedule(this);
        }
        catch (Exception exception)
        {
            ((IWorkItem)this).Fail(exception);
        }
    }

    private protected bool TryClaim()
    {
        if (CancellationToken.CanBeCanceled)
        {
            return Interlocked.CompareExchange(ref _state, Running, Queued) == Queued;
        }

        // Nobody competes.
        var isQueued = _state == Queued;
        _state = isQueued ? Running : _state;
        return isQueued;
    }

    /// <summary>Undoes <see cref="TryClaim"/> after the adapter declined.</summary>
    private protected void Unclaim()
    {
        Interlocked.Exchange(ref _state, Queued);
        if (CancellationToken.IsCancellationRequested)
        {
            // The callback may have found the state Running and left; nobody else would cancel the queued item now.
            OnToken();
        }
    }

    private protected void Succeed(TResult result)
    {
        BeforeOutcome(_scheduler!.TryContinueHere());
        _source.SetResult(result);
        LetGoOfScheduler();
    }

    private protected void Break(Exception exception)
    {
        BeforeOutcome(_scheduler!.TryContinueHere());
        _source.SetException(exception);
        LetGoOfScheduler();
    }

    /// <param name="here">Whether the awaiting code may run inside the call that sets the outcome.</param>
    private void BeforeOutcome(bool here)
    {
        if (CancellationToken.CanBeCanceled && _registration.Unregister())
        {
            _registration = default;
        }

        _source.RunContinuationsAsynchronously = !here;
    }

    private void OnToken()
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Queued) == Queued)
        {
            // Never inline: the continuation would run inside the caller's Cancel(), and its GetResult inside this callback.
            _source.RunContinuationsAsynchronously = true;
            _source.SetException(new OperationCanceledException(CancellationToken));
        }
        else if (Volatile.Read(ref _state) == Running)
        {
            OnCancelRequested();
        }
    }
}

/// <summary>The result of an operation that returns nothing.</summary>
public readonly struct None;
