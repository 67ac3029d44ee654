using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Mapwright;

/// <summary>
/// The item of an operation that is one platform primitive, so that an adapter may complete it without a blocking call.
/// </summary>
/// <typeparam name="TResult">The result of the operation.</typeparam>
public abstract class NativeRequest<TResult> : NativeOperation<TResult>, INativeRequest
{
    private MemoryHandle _pin;
    private IoResult _outcome;

    /// <summary>The operating system's handle of the open file.</summary>
    public SafeFileHandle Handle => File.SafeHandle!;

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
        GiveUp(exception);
    }

    /// <inheritdoc/>
    public void Orphan(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        OrphanedBuffers.Keep(_pin, Bytes);
        _pin = default;
        GiveUp(exception);
    }

    /// <summary>Lets the file reference go and maps the outcome.</summary>
    /// <param name="result">The outcome of the primitive.</param>
    /// <returns>The operation's result.</returns>
    protected abstract TResult End(IoResult result);

    /// <summary>The buffer.</summary>
    private protected abstract ReadOnlyMemory<byte> Bytes { get; }

    private protected override void Pin() => _pin = Bytes.Pin();

    private protected override TResult Conclude()
    {
        Unpin();
        ResumeClock();
        return End(_outcome);
    }

    private protected override void Reset()
    {
        Unpin();
        Transferred = 0;
        Tag = 0;
    }

    private void Finish(IoResult outcome)
    {
        _outcome = outcome;
        Finish();
    }

    private void Unpin()
    {
        _pin.Dispose();
        _pin = default;
    }
}
