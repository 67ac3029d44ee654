using System.Threading.Tasks.Sources;

namespace Mapwright;

/// <summary>
/// What an operation waits on when another party decides when it may go on: a lock queue, a group commit, a free buffer.
/// The blocking form parks on it, the asynchronous form is it; no scheduler thread is held.
/// </summary>
/// <typeparam name="TResult">What the wait ends with.</typeparam>
/// <remarks>
/// Invariant: the outcome is set by whoever moves <c>_decided</c> from 0 to 1, one exchange: the party that grants, the
/// token, the timeout or a closing owner. A granter that loses keeps what it wanted to give.
/// The class is not pooled: waits are rare and long next to an allocation.
/// </remarks>
public abstract class Waiter<TResult> : IValueTaskSource<TResult>
{
    private readonly object _gate = new();
    private ManualResetValueTaskSourceCore<TResult> _source;
    private CancellationTokenRegistration _registration;
    private ITimer? _timer;
    private bool _decided;
    private bool _completed;

    /// <summary>Makes a waiter.</summary>
    /// <param name="continuations">Where the code after the <c>await</c> runs when the wait ends with a grant.</param>
    protected Waiter(ContinuationPolicy continuations) =>
        _source.RunContinuationsAsynchronously = continuations == ContinuationPolicy.Pool;

    /// <summary>Whether the outcome is decided, so that a queue may drop the waiter.</summary>
    public bool IsDecided => Volatile.Read(ref _decided);

    /// <summary>The asynchronous form of the wait. Asked for once, in place of <see cref="Park"/>.</summary>
    public ValueTask<TResult> Task => new(this, _source.Version);

    /// <summary>The blocking form of the wait. Called once, in place of <see cref="Task"/>.</summary>
    /// <returns>What the wait ends with.</returns>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="TimeoutException">The time ran out first.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted first.</exception>
    /// <exception cref="InvalidOperationException">The thread completes operations: see <see cref="NonBlockingThread"/>.</exception>
    public TResult Park()
    {
        var interrupted = false;
        GiveUpWhereNothingMayWait();
        while (true)
        {
            try
            {
                WaitForOutcome();
                break;
            }
            catch (ThreadInterruptedException exception)
            {
                // Leaving here would lose what is granted a moment later: give up as a cancelled wait does, and see the outcome.
                interrupted = true;
                GiveUp(exception);
            }
        }

        var result = GetResult(_source.Version);
        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }

        return result;
    }

    /// <summary>Completes when the wait has ended, whichever way; <see cref="Park"/> then tells how, and does not wait. Asked for once, in place of <see cref="Task"/>.</summary>
    internal Task WhenEnded()
    {
        var ended = new TaskCompletionSource();
        _source.OnCompleted(static ended => ((TaskCompletionSource)ended!).SetResult(), ended, _source.Version, ValueTaskSourceOnCompletedFlags.None);
        return ended.Task;
    }

    /// <summary>Starts listening to a token and a clock. Called once, after the waiter is where a granter finds it, outside of any lock.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="clock">The clock that measures it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected void Arm(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clock);
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            _timer = DetachedTimer.Create(
                clock,
                static waiter => ((Waiter<TResult>)waiter!).GiveUp(new TimeoutException("The wait took longer than was allowed.")),
                this,
                timeout);
        }

        _registration = cancellationToken.UnsafeRegister(
            static (waiter, token) => ((Waiter<TResult>)waiter!).GiveUp(new OperationCanceledException(token)),
            this);
    }

    /// <summary>
    /// Called when the token fires, the time runs out or the parked thread is interrupted. The wait must end soon after:
    /// with a grant that is under way, or else with this error.
    /// </summary>
    /// <param name="cause">The error.</param>
    protected virtual void GiveUp(Exception cause) => Refuse(cause);

    /// <summary>Ends the wait with a result. Not called under a lock: where the policy says so, the awaiting code runs inside.</summary>
    /// <param name="result">The result.</param>
    /// <returns>False: the wait was over already, and the caller keeps what it wanted to give.</returns>
    protected bool Grant(TResult result)
    {
        if (Interlocked.Exchange(ref _decided, true))
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
        if (Interlocked.Exchange(ref _decided, true))
        {
            return false;
        }

        // Never inline: the awaiting code would run inside somebody's Cancel() or Dispose().
        _source.RunContinuationsAsynchronously = true;
        _source.SetException(exception);
        Wake();
        return true;
    }

    TResult IValueTaskSource<TResult>.GetResult(short token) => GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private TResult GetResult(short token)
    {
        if (_source.GetStatus(token) != ValueTaskSourceStatus.Pending)
        {
            _registration.Dispose();
            _timer?.Dispose();
        }

        return _source.GetResult(token);
    }

    /// <summary>Gives the wait up before it is reported: what is granted later would belong to nobody.</summary>
    private void GiveUpWhereNothingMayWait()
    {
        if (!IsDecided && NonBlockingThread.IsHere)
        {
            GiveUp(NonBlockingThread.Misuse());
        }
    }

    private void WaitForOutcome()
    {
        lock (_gate)
        {
            while (!_completed)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            _completed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
