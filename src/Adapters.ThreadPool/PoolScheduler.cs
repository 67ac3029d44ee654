namespace Mapwright.Pooled;

/// <summary>
/// Runs operations on the thread pool while they do not fill it, and on private threads beyond that.
/// </summary>
/// <remarks>
/// A pool thread inside a blocking call is a processor that other work of the process does not get, and the pool replaces
/// it slowly: two blocked pool threads were seen to delay unrelated work by 0.7 seconds, four by 2.5. So at most half as many
/// pool threads as there are processors, and at least one, run operations at any moment.
/// </remarks>
[SchedulerAdapter]
public sealed partial class PoolScheduler : IScheduler, IDisposable, IAsyncDisposable
{
    private const int ItemsPerTurn = 32;

    private static readonly int s_slots = int.Max(1, Environment.ProcessorCount / 2);

    private readonly WorkerThreads _threads;
    private readonly Slot _slot;
    private readonly bool _isShared;
    private int _slotsInUse;

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
        _isShared = isShared;
        ArgumentNullException.ThrowIfNull(options);
        _slot = new Slot(this);
        _threads = new WorkerThreads(new WorkerThreadsOptions
        {
            NamePrefix = "Mapwright pool",
            MaximumThreads = options.MaximumPrivateThreads,
            IdleTimeout = options.IdleTimeout,
        });
    }

    /// <summary>The default scheduler, with the default options. It belongs to everyone: disposing it does nothing.</summary>
    public static PoolScheduler Shared { get; } = new(new PoolSchedulerOptions(), isShared: true);

    /// <inheritdoc/>
    public void Schedule(IWorkItem item)
    {
        _threads.Add(item);
        if (TryEnterSlot())
        {
            ThreadPool.UnsafeQueueUserWorkItem(_slot, preferLocal: false);
        }
        else
        {
            _threads.Wake();
        }
    }

    /// <summary>Refuses new operations and returns. Queued operations are finished; then the private threads exit.</summary>
    public void Dispose()
    {
        if (!_isShared)
        {
            _threads.Dispose();
        }
    }

    /// <summary>Does what <see cref="Dispose"/> does, and waits until the private threads have exited.</summary>
    /// <returns>The pending end.</returns>
    public ValueTask DisposeAsync() => _isShared ? default : _threads.DisposeAsync();

    private bool TryEnterSlot()
    {
        var inUse = Volatile.Read(ref _slotsInUse);
        while (inUse < s_slots)
        {
            var seen = Interlocked.CompareExchange(ref _slotsInUse, inUse + 1, inUse);
            if (seen == inUse)
            {
                return true;
            }

            inUse = seen;
        }

        return false;
    }

    private void RunTurn()
    {
        for (var i = 0; i < ItemsPerTurn; i++)
        {
            if (!_threads.TryTake(out var item))
            {
                break;
            }

            item.Execute();
        }

        Interlocked.Decrement(ref _slotsInUse);
        if (_threads.HasQueued && TryEnterSlot())
        {
            ThreadPool.UnsafeQueueUserWorkItem(_slot, preferLocal: false);
        }
    }

    /// <summary>A turn on a pool thread.</summary>
    private sealed class Slot(PoolScheduler owner) : IThreadPoolWorkItem
    {
        public void Execute() => owner.RunTurn();
    }
}
