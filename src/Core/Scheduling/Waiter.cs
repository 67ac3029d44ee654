using System.Threading.Tasks.Sources;

namespace Mapwright;

/// <summary>
/// What an operation waits on when another party decides when it may go on: a lock queue, a group commit, a free buffer.
/// The blocking form parks on it, the asynchronous form is it; no scheduler thread is held.
/// </summary>
/// <typeparam name="TResult">What the wait ends with.</typeparam>
/// <remarks>
/// Invariant: the outcome is set by whoever moves the state from Waiting to Decided, one compare-and-swap: the party
/// that grants, the token, the timeout or a closing owner. A granter that loses keeps what it wanted to give.
/// The class is not pooled: waits are rare and long next to an allocation.
/// </remarks>
public abstract class Waiter<TResult> : IValueTaskSource<TResult>
{
    private readonly object _gate = new();
    private ManualResetValueTaskSourceCore<TResult> _source;
    private CancellationTokenRegistration _registration;
    private ITimer? _timer;
    private int _decided;
    private bool _completed;

    /// <summary>Makes a waiter.</summary>
    /// <param name="continuations">Where the code after the <c>await</c> runs.</param>
    protected Waiter(ContinuationPolicy continuations) =>
        _source.RunContinuationsAsynchronously = continuations == ContinuationPolicy.Pool;

    /// <summary>Whether the outcome is decided, so that a queue may drop the waiter.</summary>
    public bool IsDecided => Volatile.Read(ref _decided) != 0;

    /// <summary>The asynchronous form of the wait. Asked for once, in place of <see cref="Park"/>.</summary>
    public ValueTask<TResult> Task => new(this, _source.Version);

    /// <summary>The blocking form of the wait. Called once, in place of <see cref="Task"/>.</summary>
    /// <returns>What the wait ends with.</returns>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="TimeoutException">The time ran out first.</exception>
    public TResult Park()
    {
        lock (_gate)
        {
            while (!_completed)
            {
                Monitor.Wait(_gate);
            }
        }

        return ((IValueTaskSource<TResult>)this).GetResult(_source.Version);
    }

    /// <summary>Starts listening to a token and a clock. Called once, after the waiter is where a granter finds it.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="clock">The clock that measures it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected void Arm(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clock);
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            _timer = clock.CreateTimer(
                static waiter => ((Waiter<TResult>)waiter!).Refuse(new TimeoutException("The wait took longer than was allowed.")),
                this,
                timeout,
                Timeout.InfiniteTimeSpan);
        }

        _registration = cancellationToken.UnsafeRegister(
            static (waiter, token) => ((Waiter<TResult>)waiter!).Refuse(new OperationCanceledException(token)),
            this);
    }

    /// <summary>Ends the wait with a result.</summary>
    /// <param name="result">The result.</param>
    /// <returns>False: the wait was over already, and the caller keeps what it wanted to give.</returns>
    protected bool Grant(TResult result)
    {
        if (Interlocked.Exchange(ref _decided, 1) != 0)
        {
            return false;
        }

        _source.SetResult(result);
        Wake();
        return true;
    }

    /// <summary>Ends the wait with an error.</summary>
    /// <param name="exception">The error.</param>
    /// <returns>False: the wait was over already.</returns>
    protected bool Refuse(Exception exception)
    {
        if (Interlocked.Exchange(ref _decided, 1) != 0)
        {
            return false;
        }

        OnRefused();
        _source.SetException(exception);
        Wake();
        return true;
    }

    /// <summary>Called once when the wait ends without a grant, before the awaiting code learns of it.</summary>
    protected virtual void OnRefused()
    {
    }

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        _registration.Dispose();
        _timer?.Dispose();
        return _source.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Wake()
    {
        lock (_gate)
        {
            _completed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
