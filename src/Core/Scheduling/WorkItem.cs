using System.Runtime.CompilerServices;
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
/// <item>The cancellation callback is no owner: the awaiter disposes the registration, which waits for a running
/// callback, before it clears its bit. So no callback ever sees an item of the next renter.</item>
/// </list>
/// </remarks>
public abstract class WorkItem<TResult> : IWorkItem, IValueTaskSource<TResult>, IValueTaskSource
{
    private const int Idle = 0;
    private const int Queued = 1;
    private const int Running = 2;
    private const int Cancelled = 3;

    private const int AwaiterBit = 1;
    private const int SchedulerBit = 2;

    private ManualResetValueTaskSourceCore<TResult> _source;
    private CancellationTokenRegistration _registration;
    private int _state;
    private int _owners;

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
        if (TryClaim())
        {
            TResult result;
            try
            {
                result = Run();
            }
            catch (Exception exception)
            {
                _source.SetException(exception);
                LetGo(SchedulerBit);
                return;
            }

            _source.SetResult(result);
        }

        LetGo(SchedulerBit);
    }

    void IWorkItem.Fail(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (TryClaim())
        {
            _source.SetException(exception);
        }

        LetGo(SchedulerBit);
    }

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        Settle(token);
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            LetGo(AwaiterBit);
        }
    }

    void IValueTaskSource.GetResult(short token) => ((IValueTaskSource<TResult>)this).GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _source.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Runs the blocking body.</summary>
    /// <returns>Its result.</returns>
    protected abstract TResult Run();

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
        _source.RunContinuationsAsynchronously = scheduler.Continuations == ContinuationPolicy.Pool;
        _owners = AwaiterBit | SchedulerBit;
        Volatile.Write(ref _state, Queued);
        if (CancellationToken.CanBeCanceled)
        {
            _registration = CancellationToken.UnsafeRegister(static item => ((WorkItem<TResult>)item!).OnToken(), this);
        }

        return version;
    }

    private protected void Hop(IScheduler scheduler)
    {
        try
        {
            scheduler.Schedule(this);
        }
        catch (Exception exception)
        {
            ((IWorkItem)this).Fail(exception);
        }
    }

    private protected bool TryClaim() => Interlocked.CompareExchange(ref _state, Running, Queued) == Queued;

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
        _source.SetResult(result);
        LetGo(SchedulerBit);
    }

    private protected void Break(Exception exception)
    {
        _source.SetException(exception);
        LetGo(SchedulerBit);
    }

    private protected void LetGoOfCancelled() => LetGo(SchedulerBit);

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

    /// <summary>Rejects a second await and an unfinished operation before anything is let go, and ends the callback.</summary>
    private void Settle(short token)
    {
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending || (Volatile.Read(ref _owners) & AwaiterBit) == 0)
        {
            ThrowMisused();
        }

        _registration.Dispose();
    }

    private void LetGo(int owner)
    {
        var before = Interlocked.And(ref _owners, ~owner);
        if ((before & owner) == 0)
        {
            ThrowMisused();
        }

        if (before == owner)
        {
            Recycle();
        }
    }

    private void Recycle()
    {
        Clear();
        Next = null;
        CancellationToken = default;
        _registration = default;
        _state = Idle;
        _source.Reset();
        Return();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowMisused() =>
        throw new InvalidOperationException("A pending operation is awaited once, and a scheduler runs or fails an item once.");
}

/// <summary>The result of an operation that returns nothing.</summary>
public readonly struct None;
