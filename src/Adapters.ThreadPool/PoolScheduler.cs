namespace Mapwright.Pooled;

/// <summary>
/// Runs operations on the thread pool while they do not fill it, and on private threads beyond that.
/// </summary>
/// <remarks>
/// <para>A pool thread inside a blocking call is a processor that other work of the process does not get, and the pool replaces
/// it slowly: two blocked pool threads were seen to delay unrelated work by 0.7 seconds, four by 2.5. So at most half as many
/// pool threads as there are processors, and at least one, run operations at any moment: they have a <em>turn</em>.</para>
/// <para>Where operations take their time, each that finds no free turn gets a private thread at once, as long as there are fewer
/// than the maximum. Where they are quick, one turn runs them all, and the code that awaits them.</para>
/// </remarks>
[SchedulerAdapter]
public sealed partial class PoolScheduler : IScheduler, IDisposable, IAsyncDisposable
{
    private static readonly int s_turnCount = int.Max(1, Environment.ProcessorCount / 2);

    private readonly WorkerThreads _threads;
    private readonly Turn[] _turns = new Turn[s_turnCount];
    private readonly Watch _watch;
    private readonly Pace _pace = new();
    private readonly bool _isShared;
    private readonly TaskCompletionSource _turnsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closed;

    /// <summary>Makes a scheduler with the default options.</summary>
    public PoolScheduler()
        : this(new PoolSchedulerOptions())
    {
    }

    /// <summary>Makes a scheduler.</summary>
    /// <param name="options">The private threads.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public PoolScheduler(PoolSchedulerOptions options)
        : this(options, isShared: false)
    {
    }

    private PoolScheduler(PoolSchedulerOptions options, bool isShared)
    {
        ArgumentNullException.ThrowIfNull(options);
        _isShared = isShared;
        _threads = new WorkerThreads(new WorkerThreadsOptions
        {
            NamePrefix = "Mapwright pool",
            MaximumThreads = options.MaximumPrivateThreads,
            IdleTimeout = options.IdleTimeout,
        });
        _watch = new Watch(this, (int)options.IdleTimeout.TotalMilliseconds);
        for (var i = 0; i < _turns.Length; i++)
        {
            _turns[i] = new Turn(this);
        }
    }

    /// <summary>The default scheduler, with the default options. It belongs to everyone: disposing it does nothing.</summary>
    public static PoolScheduler Shared { get; } = new(new PoolSchedulerOptions(), isShared: true);

    bool IScheduler.TryContinueHere() => s_current is { } turn && turn.Owner == this && turn.TryContinueHere();

    /// <inheritdoc/>
    public void Schedule(IWorkItem item)
    {
        if (s_current is { } turn && turn.Owner == this && _pace.IsQuick && !_closed && turn.TryAdd(item))
        {
            return;
        }

        _threads.Add(item);
        Engage();
    }

    /// <summary>Refuses new operations and returns. Queued operations are finished; then the private threads exit.</summary>
    public void Dispose()
    {
        if (_isShared)
        {
            return;
        }

        _closed = true;
        _threads.Dispose();
    }

    /// <summary>Does what <see cref="Dispose"/> does, and waits until nothing runs any more and the private threads have exited.</summary>
    /// <returns>The pending end.</returns>
    public async ValueTask DisposeAsync()
    {
        if (!_isShared)
        {
            if (s_current is { } turn && turn.Owner == this)
            {
                turn.EndForAwaitingCode();
            }

            Dispose();
            await _threads.DisposeAsync().ConfigureAwait(false);
            EndWhenDone();
            await _turnsEnded.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Sees to it that somebody comes for what was added.</summary>
    private void Engage()
    {
        // Read once: where operations are quick, a turn that is taken is enough, and one that is not taken is started.
        var isQuick = _pace.IsQuick;
        if (!((isQuick || !_pace.Rests) && TryStartTurn()) && !isQuick)
        {
            _threads.Wake();
        }
    }

    private bool TryStartTurn()
    {
        foreach (var turn in _turns)
        {
            if (turn.TryStart())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives to private threads what waits behind a turn that makes no progress.</summary>
    private void Relieve(Turn stuck)
    {
        if (stuck.HasQueued || _threads.HasQueued)
        {
            _pace.Slow();
            stuck.HandOver();
            _threads.Wake();
        }
    }

    private void EndWhenDone()
    {
        // In this order: who takes from the queue has a turn before, and until it is done.
        if (_closed && !_threads.HasQueued && !Array.Exists(_turns, static turn => turn.IsTaken))
        {
            _turnsEnded.TrySetResult();
        }
    }
}
