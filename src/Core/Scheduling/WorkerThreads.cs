using System.Diagnostics.CodeAnalysis;

namespace Mapwright;

/// <summary>
/// Named background threads that run work items, started when they are needed: a dedicated set keeps them, an elastic one
/// lets idle threads go. The building block of a scheduler.
/// </summary>
/// <remarks>
/// <para>Items run in the order in which they were accepted, as threads come free. Queueing and running allocates nothing.</para>
/// <para>An item reports its errors through its own operation. One that throws out of <see cref="IThreadPoolWorkItem.Execute"/>
/// has broken its contract, and the exception ends the process as on any thread: a set that lost threads in silence would
/// leave operations pending for ever.</para>
/// <para>The threads do not keep the process alive. When it exits in an orderly way, the exit waits up to two seconds for what
/// is queued and running.</para>
/// </remarks>
public sealed partial class WorkerThreads : IDisposable, IAsyncDisposable
{
    private readonly WorkerThreadsOptions _options;
    private readonly WorkItemQueue _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _idleTimeout;
    private bool _closed;

    /// <summary>Makes a set. No thread is started yet.</summary>
    /// <param name="options">What it is made of.</param>
    /// <exception cref="ArgumentException">The name prefix is empty, or a number is out of range.</exception>
    public WorkerThreads(WorkerThreadsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _queue = new WorkItemQueue(options.QueueCapacity);
        _idleTimeout = options.MinimumThreads == options.MaximumThreads ? Timeout.Infinite : (int)options.IdleTimeout.TotalMilliseconds;
        _workers = new Worker?[options.MaximumThreads];
    }

    /// <summary>The number of threads that exist now.</summary>
    public int ThreadCount => Volatile.Read(ref _alive);

    /// <summary>Whether an accepted item has not been taken yet.</summary>
    public bool HasQueued => !_queue.IsEmpty;

    /// <summary>Accepts an item, and wakes or starts a thread for it where one is needed and allowed.</summary>
    /// <param name="item">The item.</param>
    /// <remarks>Never blocks. Starting a thread takes about 0.1 milliseconds; otherwise it is a thread of the set that does it.</remarks>
    /// <exception cref="ObjectDisposedException">The set was disposed; the item was not accepted.</exception>
    public void Schedule(IWorkItem item)
    {
        Add(item);
        Wake();
    }

    /// <summary>Accepts an item without waking a thread, for a caller who runs it elsewhere or calls <see cref="Wake"/>.</summary>
    /// <param name="item">The item.</param>
    /// <exception cref="ObjectDisposedException">The set was disposed; the item was not accepted.</exception>
    public void Add(IWorkItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        ObjectDisposedException.ThrowIf(!_queue.TryAdd(item), this);
    }

    /// <summary>Takes the oldest item, to run it on a thread that is not of the set. Who takes an item runs or fails it.</summary>
    /// <param name="item">The item.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTake([NotNullWhen(true)] out IWorkItem? item) => _queue.TryTake(out item);

    /// <summary>
    /// Ends accepting and returns. What is queued is run by the threads, or fails here, as the options say; then the threads exit.
    /// </summary>
    public void Dispose()
    {
        _queue.Close();
        Volatile.Write(ref _closed, true);
        while (!_options.DrainOnShutdown && _queue.TryTake(out var item))
        {
            Refuse(item);
        }

        Wake();
        DismissIdle();
    }

    /// <summary>Ends accepting as <see cref="Dispose"/> does, and waits until nothing runs any more and the threads have exited.</summary>
    /// <returns>The pending end.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return new ValueTask(_ended.Task);
    }

    private void Refuse(IWorkItem item) => item.Fail(new ObjectDisposedException(_options.NamePrefix, "The scheduler was shut down before the operation started."));

    private void Process(IWorkItem item)
    {
        if (Volatile.Read(ref _closed) && !_options.DrainOnShutdown)
        {
            Refuse(item);
        }
        else
        {
            item.Execute();
        }
    }
}
