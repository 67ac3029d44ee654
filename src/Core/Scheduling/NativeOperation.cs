namespace Mapwright;

/// <summary>The item of an operation that an adapter may complete without a blocking call.</summary>
/// <typeparam name="TResult">The result of the operation.</typeparam>
/// <remarks>
/// From a <c>TryStart</c> that returned <see langword="true"/> until the last outcome was reported, it holds a reference to the open file
/// and keeps all buffers pinned: none can go away while the kernel may touch it, whatever the caller does.
/// </remarks>
public abstract class NativeOperation<TResult> : WorkItem<TResult>
{
    private PlatformFile? _file;
    private INativeCanceller? _canceller;
    private QueueTicket _ticket;
    private long _mark;

    /// <summary>The open file; it has a handle.</summary>
    public PlatformFile File => _file ?? throw new InvalidOperationException("The request was not started.");

    /// <summary>Which primitive it is, or each of its transfers.</summary>
    public abstract StoragePrimitive Primitive { get; }

    /// <summary>
    /// Whether the caller's token has fired. A driver that is told of a cancellation looks here for whom it was meant, so it
    /// never takes the next renter of a pooled request for the one that was cancelled.
    /// </summary>
    public bool IsCancellationRequested => CancellationToken.IsCancellationRequested;

    /// <summary>What does the I/O when no adapter does.</summary>
    protected abstract StoragePlatform Platform { get; }

    /// <summary>Takes the file reference and checks that the object is open.</summary>
    /// <returns>The file.</returns>
    protected abstract PlatformFile Begin();

    /// <summary>Lets the file reference go without an outcome: the adapter declined, or gave up.</summary>
    protected abstract void Undo();

    /// <summary>Pins all buffers.</summary>
    private protected abstract void Pin();

    /// <summary>Lets all that is pinned go, and forgets how far it came.</summary>
    private protected abstract void Reset();

    /// <summary>Lets the file reference go and maps what was reported.</summary>
    private protected abstract TResult Conclude();

    /// <summary>Lets the next outcome that is mapped on this thread be one of what began when the operation did.</summary>
    private protected void ResumeClock() => Telemetry.Resume(_mark);

    private protected short Begin<TScheduler, TRequest>(TScheduler scheduler, Func<TScheduler, TRequest, bool> tryStart)
        where TScheduler : class, IScheduler
        where TRequest : NativeOperation<TResult>
    {
        var version = Arm(scheduler);
        if (!TryClaim())
        {
            LetGoOfScheduler();
            return version;
        }

        var canceller = scheduler as INativeCanceller;
        var hasFile = false;
        bool started;
        try
        {
            _file = Begin();
            _mark = Telemetry.TakeMark();
            _ticket.Capture();
            hasFile = true;
            _canceller = canceller;
            started = _file.SafeHandle is not null && Platform.AllowsNative(Primitive) && Offer(scheduler, tryStart);
        }
        catch (Exception exception)
        {
            Release();
            if (hasFile)
            {
                Undo();
            }

            Break(exception);
            return version;
        }

        if (!started)
        {
            Release();
            Undo();
            Unclaim();
            Hop(scheduler);
        }
        else if (CancellationToken.IsCancellationRequested)
        {
            // The driver may have been asked before it knew the request. Nobody awaits yet, so the item is still this request.
            canceller?.Cancel(this);
        }

        return version;
    }

    /// <summary>Ends the operation with what was reported.</summary>
    private protected void Finish()
    {
        TResult result;
        var activity = _ticket.Adopt();
        try
        {
            result = Conclude();
        }
        catch (Exception exception)
        {
            _ticket.Return(activity);
            Release();
            Break(exception is StorageException { Code: StorageErrorCode.Cancelled } && CancellationToken.IsCancellationRequested
                ? new OperationCanceledException(exception.Message, exception, CancellationToken)
                : exception);
            return;
        }

        _ticket.Return(activity);
        Release();
        Succeed(result);
    }

    /// <summary>Ends the operation with an error of the driver itself.</summary>
    private protected void GiveUp(Exception exception)
    {
        Release();
        Undo();
        Break(exception);
    }

    private protected override void OnCancelRequested() => _canceller?.Cancel(this);

    private bool Offer<TScheduler, TRequest>(TScheduler scheduler, Func<TScheduler, TRequest, bool> tryStart)
        where TRequest : NativeOperation<TResult>
    {
        Pin();
        return tryStart(scheduler, (TRequest)this);
    }

    private void Release()
    {
        Reset();
        _file = null;
        _canceller = null;
        _ticket = default;
        _mark = 0;
    }
}
