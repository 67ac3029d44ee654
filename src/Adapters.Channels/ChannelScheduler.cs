namespace Mapwright.Channeled;

/// <summary>Runs operations on dedicated, named background threads that a bounded channel feeds.</summary>
/// <remarks>
/// The threads are started when they are first needed and stay until the scheduler is disposed. What does not fit into the
/// channel waits behind it in order; the pending operation is the back-pressure.
/// </remarks>
[SchedulerAdapter]
public sealed partial class ChannelScheduler : IScheduler, IDisposable, IAsyncDisposable
{
    private readonly WorkerThreads _threads;
    private readonly bool _isShared;

    /// <summary>Makes a scheduler with the default options.</summary>
    public ChannelScheduler()
        : this(new ChannelSchedulerOptions())
    {
    }

    /// <summary>Makes a scheduler.</summary>
    /// <param name="options">Threads, capacity, continuations, shutdown.</param>
    /// <exception cref="ArgumentException">The name is empty, or a number is not positive.</exception>
    public ChannelScheduler(ChannelSchedulerOptions options)
        : this(options, isShared: false)
    {
    }

    private ChannelScheduler(ChannelSchedulerOptions options, bool isShared)
    {
        ArgumentNullException.ThrowIfNull(options);
        Continuations = options.Continuations;
        _isShared = isShared;
        _threads = new WorkerThreads(new WorkerThreadsOptions
        {
            NamePrefix = options.Name,
            MinimumThreads = options.Threads,
            MaximumThreads = options.Threads,
            QueueCapacity = options.Capacity,
            DrainOnShutdown = options.DrainOnShutdown,
        });
    }

    /// <summary>The default scheduler, with the default options. It belongs to everyone: disposing it does nothing.</summary>
    public static ChannelScheduler Shared { get; } = new(new ChannelSchedulerOptions(), isShared: true);

    /// <inheritdoc/>
    public ContinuationPolicy Continuations { get; }

    /// <inheritdoc/>
    public void Schedule(IWorkItem item) => _threads.Schedule(item);

    /// <summary>
    /// Refuses new operations and returns. Queued operations are finished, or fail with an
    /// <see cref="ObjectDisposedException"/>, as the options say; then the threads exit.
    /// </summary>
    public void Dispose()
    {
        if (!_isShared)
        {
            _threads.Dispose();
        }
    }

    /// <summary>Does what <see cref="Dispose"/> does, and waits until nothing runs any more and the threads have exited.</summary>
    /// <returns>The pending end.</returns>
    public ValueTask DisposeAsync() => _isShared ? default : _threads.DisposeAsync();
}
