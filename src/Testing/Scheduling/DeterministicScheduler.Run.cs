namespace Mapwright.Testing;

/// <summary>Running a whole asynchronous test to its end on the calling thread.</summary>
public sealed partial class DeterministicScheduler
{
    /// <summary>How long <see cref="Run(Func{Task})"/> waits for another thread when it has nothing left to run; 10 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Runs an asynchronous body to its end on this thread. Queued items and the continuations of the body are run in the
    /// order that the seed decides; when none is left, <see cref="Time"/> goes on to its next timer.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The body is pending and nothing is left that could complete it: a wake-up was lost.</exception>
    /// <remarks>An exception of the body comes out of this call.</remarks>
    public void Run(Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var caller = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Continuing(this));
        try
        {
            var task = body();
            _ = task.ContinueWith(
                static (_, scheduler) => ((DeterministicScheduler)scheduler!).Wake(),
                this,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            while (!task.IsCompleted)
            {
                if (!RunOne() && !Time.AdvanceToNextTimer())
                {
                    WaitForOthers(task);
                }
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(caller);
        }
    }

    /// <summary>As <see cref="Run(Func{Task})"/>, for a body with a result.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="body">The body.</param>
    /// <returns>What the body returns.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The body is pending and nothing is left that could complete it: a wake-up was lost.</exception>
    public TResult Run<TResult>(Func<Task<TResult>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        TResult result = default!;
        Run(async () =>
        {
            result = await body().ConfigureAwait(true);
        });
        return result;
    }

    private void WaitForOthers(Task task)
    {
        lock (_gate)
        {
            // A cancelled operation completes on the pool, by Core's rule, and comes back through the queue.
            if (_queue.Count == 0 && !task.IsCompleted && !Monitor.Wait(_gate, Patience) && _queue.Count == 0 && !task.IsCompleted)
            {
                throw new InvalidOperationException(
                    "The body is pending and nothing is left to run: a wake-up was lost, or it waits for something outside of the scheduler.");
            }
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void Post(SendOrPostCallback continuation, object? state)
    {
        lock (_gate)
        {
            Enqueue(new QueuedTurn(null, continuation, state));
        }
    }

    /// <summary>Queues continuations next to the items.</summary>
    private sealed class Continuing(DeterministicScheduler scheduler) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => scheduler.Post(d, state);

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public override SynchronizationContext CreateCopy() => this;
    }
}
