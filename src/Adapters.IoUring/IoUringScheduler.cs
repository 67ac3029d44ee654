namespace Mapwright.Ringed;

/// <summary>
/// Has the Linux kernel complete reads and direct writes by way of io_uring, and runs everything else on private threads.
/// </summary>
/// <remarks>
/// <para>One thread owns the ring: it hands over what came since the last time in one call, and sleeps when there is nothing to do. Reads of
/// cached bytes do not get there, they are answered on the caller's thread. Writes through the page cache are copies that the kernel would leave
/// to threads of its own, so they run on the private threads; so does whatever is no transfer. A batch of transfers is handed over at once.</para>
/// <para>Without io_uring (another system, an old kernel, a filter of system calls) everything runs on the private threads:
/// <see cref="ActiveBackend"/> says so, and why.</para>
/// </remarks>
[SchedulerAdapter]
public sealed partial class IoUringScheduler : IScheduler, INativeCanceller, IDisposable, IAsyncDisposable
{
    private readonly WorkerThreads _threads;
    private readonly RingOwner? _ring;
    private readonly IoUringBackend _backend;
    private readonly bool _isShared;

    /// <summary>Makes a scheduler with the default options.</summary>
    public IoUringScheduler()
        : this(new IoUringSchedulerOptions())
    {
    }

    /// <summary>Makes a scheduler. Asks the kernel for a ring, which takes less than a millisecond.</summary>
    /// <param name="options">Threads, operations in flight, continuations.</param>
    /// <exception cref="ArgumentException">The name is empty, or a number is out of range.</exception>
    public IoUringScheduler(IoUringSchedulerOptions options)
        : this(options, isShared: false)
    {
    }

    private IoUringScheduler(IoUringSchedulerOptions options, bool isShared)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Continuations = options.Continuations;
        _isShared = isShared;
        _threads = new WorkerThreads(new WorkerThreadsOptions
        {
            NamePrefix = options.Name + " worker",
            MaximumThreads = options.MaximumThreads,
            IdleTimeout = options.IdleTimeout,
        });
        _ring = TryStartRing(options, out var description);
        _backend = new IoUringBackend(_ring is null ? IoUringBackendKind.Threads : IoUringBackendKind.Ring, description);
    }

    /// <summary>The default scheduler, with the default options. It belongs to everyone: disposing it does nothing.</summary>
    public static IoUringScheduler Shared { get; } = new(new IoUringSchedulerOptions(), isShared: true);

    /// <summary>What completes operations now, and why.</summary>
    public IoUringBackend ActiveBackend =>
        _ring?.Failure is { } failure ? new IoUringBackend(IoUringBackendKind.Failed, failure.Message) : _backend;

    /// <inheritdoc/>
    public ContinuationPolicy Continuations { get; }

    /// <inheritdoc/>
    public void Schedule(IWorkItem item) => _threads.Schedule(item);

    /// <summary>Has the kernel complete a read. Declines what leaves no pages in the cache: the kernel's ring has no portable way to say so.</summary>
    /// <param name="request">The read.</param>
    /// <returns>Whether it was accepted.</returns>
    [Completes(StoragePrimitive.ReadAt)]
    public bool TryStart(ReadAtRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.File.Caching is Caching.Buffered or Caching.Direct && TryAdd(request);
    }

    /// <summary>Has the kernel complete a write past the page cache; declines others.</summary>
    /// <param name="request">The write.</param>
    /// <returns>Whether it was accepted.</returns>
    [Completes(StoragePrimitive.WriteAt)]
    public bool TryStart(WriteAtRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.File.Caching == Caching.Direct && TryAdd(request);
    }

    /// <summary>Has the kernel complete a durable write past the page cache; declines others.</summary>
    /// <param name="request">The write.</param>
    /// <returns>Whether it was accepted.</returns>
    [Completes(StoragePrimitive.WriteDurableAt)]
    public bool TryStart(WriteDurableAtRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.File.Caching == Caching.Direct && TryAdd(request);
    }

    /// <summary>Has the kernel complete many reads, handed over at once; declines what it declines of one.</summary>
    /// <param name="request">The reads.</param>
    /// <returns>Whether they were accepted.</returns>
    [Completes(StoragePrimitive.ReadMany)]
    public bool TryStart(ReadManyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.File.Caching is Caching.Buffered or Caching.Direct && TryAdd(request.Transfers);
    }

    /// <summary>Has the kernel complete many writes past the page cache, handed over at once; declines others.</summary>
    /// <param name="request">The writes.</param>
    /// <returns>Whether they were accepted.</returns>
    [Completes(StoragePrimitive.WriteMany)]
    public bool TryStart(WriteManyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.File.Caching == Caching.Direct && TryAdd(request.Transfers);
    }

    /// <inheritdoc/>
    public void Cancel(IWorkItem item) => _ring?.AskCancel();

    /// <summary>
    /// Refuses new operations and returns. What was accepted is finished; then the threads exit. A transfer that never ends, such as a
    /// read of a silent pipe, keeps the ring until it is cancelled.
    /// </summary>
    public void Dispose()
    {
        if (!_isShared)
        {
            _ring?.Close();
            _threads.Dispose();
        }
    }

    /// <summary>Does what <see cref="Dispose"/> does, and waits until nothing runs any more and the threads have exited.</summary>
    /// <returns>The pending end.</returns>
    public async ValueTask DisposeAsync()
    {
        if (!_isShared)
        {
            Dispose();
            await (_ring?.Ended ?? Task.CompletedTask).ConfigureAwait(false);
            await _threads.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static RingOwner? TryStartRing(IoUringSchedulerOptions options, out string description)
    {
        if (!options.UseRing)
        {
            description = "the options ask for none";
            return null;
        }

        if (!OperatingSystem.IsLinux())
        {
            description = "this system has no io_uring: it is Linux's";
            return null;
        }

        return RingOwner.TryStart(options.Name, options.MaximumInFlight, out description);
    }

    private bool TryAdd(INativeRequest? request) => _ring is not null && request is { Length: > 0 } && _ring.TryAdd(request);
}
