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
/// Setting the outcome is the last that its party does with the waiter, unless somebody was parked before: so whoever has the outcome may use the
/// waiter again (<see cref="Recycle"/>). Most are not: waits are rare and long next to an allocation.
/// </remarks>
public abstract class Waiter<TResult> : IValueTaskSource<TResult>
{
    private const int Open = 0;
    private const int Parked = 1;
    private const int Ended = 2;

    private readonly object _gate = new();
    private ManualResetValueTaskSourceCore<TResult> _source;
    private CancellationTokenRegistration _registration;
    private ITimer? _timer;
    private bool _decided;
    private bool _completed;

    /// <summary>Who came first: the one who parks, or the one who sets the outcome.</summary>
    private int _meeting;

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

        End(result, null);
        return true;
    }

    /// <summary>As <see cref="Grant(TResult)"/>, and says anew where the code after the <c>await</c> runs.</summary>
    /// <param name="result">The result.</param>
    /// <param name="here">Whether it may run inside this call.</param>
    /// <returns>False: the wait was over already.</returns>
    private protected bool Grant(TResult result, bool here)
    {
        if (Interlocked.Exchange(ref _decided, true))
        {
            return false;
        }

        // Now, and not before: of a wait that another party ends, the code runs where that party says.
        _source.RunContinuationsAsynchronously = !here;
        End(result, null);
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
        End(default!, exception);
        return true;
    }

    /// <summary>What tells one use of the waiter from the next.</summary>
    private protected short Version => _source.Version;

    /// <summary>Called by who takes the outcome, before anything else: a waiter that is used again answers one of them.</summary>
    /// <param name="version">The use that is meant.</param>
    /// <returns>False: the outcome was taken, and the waiter may be another's.</returns>
    private protected virtual bool TryTake(short version) => true;

    /// <summary>Called when a grant was taken: nobody refers to the waiter any more.</summary>
    private protected virtual void Recycle()
    {
    }

    /// <summary>Makes a waiter whose grant was taken ready to be used again.</summary>
    private protected void Reset()
    {
        _registration = default;
        _timer = null;
        _decided = _completed = false;
        _meeting = Open;
        _source.Reset();
    }

    TResult IValueTaskSource<TResult>.GetResult(short token) => GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private TResult GetResult(short token)
    {
        if (_source.GetStatus(token) != ValueTaskSourceStatus.Pending)
        {
            if (!TryTake(token))
            {
                throw new InvalidOperationException("A pending operation is awaited once.");
            }

            _registration.Dispose();
            _timer?.Dispose();
        }

        var result = _source.GetResult(token);
        Recycle();
        return result;
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
        if (Interlocked.CompareExchange(ref _meeting, Parked, Open) == Ended)
        {
            // The outcome is a few instructions away.
            var spinner = default(SpinWait);
            while (_source.GetStatus(_source.Version) == ValueTaskSourceStatus.Pending)
            {
                spinner.SpinOnce();
            }

            return;
        }

        lock (_gate)
        {
            while (!_completed)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    private void End(TResult result, Exception? exception)
    {
        if (Interlocked.Exchange(ref _meeting, Ended) == Open)
        {
            SetOutcome(result, exception);
            return;
        }

        // Nothing runs inside: who is parked has registered no code.
        lock (_gate)
        {
            SetOutcome(result, exception);
            _completed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void SetOutcome(TResult result, Exception? exception)
    {
        if (exception is null)
        {
            _source.SetResult(result);
        }
        else
        {
            _source.SetException(exception);
        }
    }
}
