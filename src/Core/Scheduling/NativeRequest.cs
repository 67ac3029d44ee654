using System.Buffers;
using System.Collections.Concurrent;
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
public abstract class NativeRequest<TResult> : WorkItem<TResult>, INativeRequest
{
    /// <summary>Buffers that the kernel may touch at any time: they are kept, pinned, for the rest of the process.</summary>
    private static readonly ConcurrentBag<Orphaned> s_orphans = [];

    private MemoryHandle _pin;
    private PlatformFile? _file;
    private INativeCanceller? _canceller;
    private QueueTicket _ticket;
    private long _mark;

    /// <summary>The operating system's handle of the open file.</summary>
    public SafeFileHandle Handle => File.SafeHandle!;

    /// <inheritdoc/>
    public PlatformFile File => _file ?? throw new InvalidOperationException("The request was not started.");

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

    /// <inheritdoc/>
    public bool IsCancellationRequested => CancellationToken.IsCancellationRequested;

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

    /// <inheritdoc/>
    public void Orphan(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        s_orphans.Add(new Orphaned(_pin, Bytes));
        _pin = default;
        Abandon(exception);
    }

    /// <summary>Takes the file reference and checks that the object is open.</summary>
    /// <returns>The file.</returns>
    protected abstract PlatformFile Begin();

    /// <summary>Which primitive it is.</summary>
    private protected abstract StoragePrimitive Primitive { get; }

    /// <summary>What does the I/O when no adapter does.</summary>
    protected abstract StoragePlatform Platform { get; }

    /// <summary>Lets the file reference go and maps the outcome.</summary>
    /// <param name="result">The outcome of the primitive.</param>
    /// <returns>The operation's result.</returns>
    protected abstract TResult End(IoResult result);

    /// <summary>Lets the file reference go without an outcome: the adapter declined, or gave up.</summary>
    protected abstract void Undo();

    /// <summary>The buffer.</summary>
    private protected abstract ReadOnlyMemory<byte> Bytes { get; }

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

    private bool Offer<TScheduler, TRequest>(TScheduler scheduler, Func<TScheduler, TRequest, bool> tryStart)
        where TRequest : NativeRequest<TResult>
    {
        _pin = Bytes.Pin();
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

    /// <summary>What keeps a buffer where it is: a pin alone does not keep alive what was allocated pinned.</summary>
    private sealed record Orphaned(MemoryHandle Pin, ReadOnlyMemory<byte> Buffer);
}
