using System.Diagnostics.CodeAnalysis;

namespace Mapwright.Testing;

/// <summary>
/// A scheduler for tests of interleavings: it runs what is queued on the test's own thread, when the test says so, in an
/// order that a seed decides. The storage API on it is in <c>Mapwright.Testing.Deterministic</c>.
/// </summary>
/// <remarks>
/// <para>
/// An operation that has to wait is queued and nothing happens until <see cref="RunOne"/>, <see cref="RunAll"/> or
/// <see cref="Run(Func{Task})"/>. The code after an <c>await</c> runs inside the operation that completed, on the same
/// thread; inside <see cref="Run(Func{Task})"/> it is queued too, so that the seed decides about it as well.
/// </para>
/// <para>Items may be queued from any thread. They are run from one thread at a time.</para>
/// </remarks>
[SchedulerAdapter(Namespace = "Mapwright.Testing.Deterministic")]
public sealed partial class DeterministicScheduler : IScheduler, IDisposable
{
    private readonly object _gate = new();
    private readonly List<QueuedTurn> _queue = [];
    private readonly Random _random;
    private bool _isShutDown;

    /// <summary>Makes a scheduler with an empty queue.</summary>
    /// <param name="seed">Decides the order.</param>
    public DeterministicScheduler(int seed = 0) => _random = new Random(seed);

    /// <inheritdoc/>
    /// <remarks>Inline: everything stays on the test's thread.</remarks>
    public ContinuationPolicy Continuations => ContinuationPolicy.Inline;

    /// <summary>
    /// A clock that stands still until it is told to go on. A file system that is given it as its time provider measures
    /// its waits by it; <see cref="Run(Func{Task})"/> moves it on when there is nothing else to do.
    /// </summary>
    public VirtualTime Time { get; } = new();

    /// <summary>How many items and continuations are queued.</summary>
    public int QueuedCount
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <inheritdoc/>
    public void Schedule(IWorkItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isShutDown, this);
            Enqueue(new QueuedTurn(item, null, null));
        }
    }

    /// <summary>Runs one of the queued items, the one that the seed picks.</summary>
    /// <returns>False when nothing was queued.</returns>
    public bool RunOne()
    {
        if (!TryTake(out var turn))
        {
            return false;
        }

        turn.Run();
        return true;
    }

    /// <summary>Runs until nothing is queued any more, what is queued meanwhile included.</summary>
    /// <returns>How many items ran.</returns>
    public int RunAll()
    {
        var count = 0;
        while (RunOne())
        {
            count++;
        }

        return count;
    }

    /// <summary>Shuts down: what is queued fails with <see cref="ObjectDisposedException"/>, and nothing more is accepted. A second call does nothing.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isShutDown = true;
        }

        while (TryTake(out var turn))
        {
            turn.Fail(new ObjectDisposedException(GetType().FullName, "The scheduler was shut down before the operation ran."));
        }
    }

    private void Enqueue(in QueuedTurn turn)
    {
        _queue.Add(turn);
        Monitor.PulseAll(_gate);
    }

    private bool TryTake([MaybeNullWhen(false)] out QueuedTurn turn)
    {
        lock (_gate)
        {
            turn = default;
            if (_queue.Count == 0)
            {
                return false;
            }

            var index = _random.Next(_queue.Count);
            turn = _queue[index];
            _queue.RemoveAt(index);
            return true;
        }
    }

    /// <summary>An item, or a continuation.</summary>
    private readonly record struct QueuedTurn(IWorkItem? Item, SendOrPostCallback? Continuation, object? State)
    {
        public void Run()
        {
            Item?.Execute();
            Continuation?.Invoke(State);
        }

        // A continuation has no error to get; it runs, and finds that what it starts next is refused.
        public void Fail(Exception exception)
        {
            Item?.Fail(exception);
            Continuation?.Invoke(State);
        }
    }
}
