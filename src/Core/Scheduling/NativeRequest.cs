using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Mapwright;

/// <summary>
/// The item of an operation that is one platform primitive, so that an adapter may complete it without a blocking call.
/// </summary>
/// <typeparam name="TResult">The result of the operation.</typeparam>
/// <remarks>
/// From a <c>TryStart</c> that returned <see langword="true"/> until the one call of <see cref="Complete"/> or
/// <see cref="Fail(int)"/>, the request holds a reference to the open file and keeps the buffer pinned: neither can go
/// away while the kernel may touch it, whatever the caller does.
/// </remarks>
public abstract class NativeRequest<TResult> : WorkItem<TResult>
{
    private MemoryHandle _pin;
    private PlatformFile? _file;
    private INativeCanceller? _canceller;
    private QueueTicket _ticket;
    private long _mark;

    /// <summary>The operating system's handle of the open file.</summary>
    public SafeFileHandle Handle => _file?.SafeHandle ?? throw new InvalidOperationException("The request was not started.");

    /// <summary>The address of the pinned buffer.</summary>
    public unsafe nint Address => (nint)_pin.Pointer;

    /// <summary>The length of the buffer in bytes.</summary>
    public abstract int Length { get; }

    /// <summary>The offset in the file in bytes.</summary>
    public long Offset { get; private protected set; }

    /// <summary>Bytes done so far; for the driver, which finishes short transfers itself.</summary>
    public int Transferred { get; set; }

    /// <summary>A number for the driver's own bookkeeping.</summary>
    public long Tag { get; set; }

    /// <summary>Reports that the primitive succeeded. Called once, in place of <see cref="Fail(int)"/>.</summary>
    /// <param name="count">The number of bytes transferred.</param>
    public void Complete(int count) => Finish(IoResult.Success(count));

    /// <summary>
    /// Reports that the primitive failed, after <see cref="Transferred"/> bytes. Called once, in place of <see cref="Complete"/>.
    /// </summary>
    /// <param name="error">The operating system's error number.</param>
    public void Fail(int error) => Finish(IoResult.Failure(error, Transferred));

    /// <summary>
    /// Reports that the driver itself cannot finish the request, and that the kernel will not touch its buffer again. Called
    /// once, in place of <see cref="Complete"/>.
    /// </summary>
    /// <param name="exception">What the awaiting code gets.</param>
    public void Abandon(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        Release();
        Undo();
        Break(exception);
    }

    /// <summary>Takes the file reference and checks that the object is open.</summary>
    /// <returns>The file.</returns>
    protected abstract PlatformFile Begin();

    /// <summary>Lets the file reference go and maps the outcome.</summary>
    /// <param name="result">The outcome of the primitive.</param>
    /// <returns>The operation's result.</returns>
    protected abstract TResult End(IoResult result);

    /// <summary>Lets the file reference go without an outcome: the adapter declined, or gave up.</summary>
    protected abstract void Undo();

    private protected abstract MemoryHandle Pin();

    private protected short Begin<TScheduler, TRequest>(TScheduler scheduler, Func<TScheduler, TRequest, bool> tryStart)
        where TScheduler : class, IScheduler
        where TRequest : NativeRequest<TResult>
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
            started = _file.SafeHandle is not null && Offer(scheduler, tryStart);
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

    private bool Offer<TScheduler, TRequest>(TScheduler scheduler, Func<TScheduler, TRequest, bool> tryStart)
        where TRequest : NativeRequest<TResult>
    {
        _pin = Pin();
        return tryStart(scheduler, (TRequest)this);
    }

    private protected override void OnCancelRequested() => _canceller?.Cancel(this);

    private void Finish(IoResult outcome)
    {
        TResult result;
        var activity = _ticket.Adopt();
        try
        {
            Unpin();
            Telemetry.Resume(_mark);
            result = End(outcome);
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

    private void Unpin()
    {
        _pin.Dispose();
        _pin = default;
    }

    private void Release()
    {
        Unpin();
        _file = null;
        _canceller = null;
        _ticket = default;
        _mark = 0;
        Transferred = 0;
        Tag = 0;
    }
}

/// <summary>Implemented by a scheduler adapter that can ask the kernel to give up a native operation.</summary>
public interface INativeCanceller
{
    /// <summary>
    /// Asks for a request to end soon. Its final completion is still awaited, and success wins. May be called from any
    /// thread and more than once, also for a request that is not started yet or has just completed.
    /// </summary>
    /// <param name="item">The request.</param>
    void Cancel(IWorkItem item);
}
