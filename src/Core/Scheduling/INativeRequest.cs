namespace Mapwright;

/// <summary>A <see cref="NativeRequest{TResult}"/> whatever its result: what a driver has to know to complete it.</summary>
public interface INativeRequest : IWorkItem
{
    /// <summary>Which primitive it is: <see cref="StoragePrimitive.ReadAt"/>, or one of the writes at an offset.</summary>
    StoragePrimitive Primitive { get; }

    /// <summary>The open file; it has a handle.</summary>
    PlatformFile File { get; }

    /// <summary>The address of the pinned buffer.</summary>
    nint Address { get; }

    /// <summary>The length of the buffer in bytes.</summary>
    int Length { get; }

    /// <summary>The offset in the file in bytes.</summary>
    long Offset { get; }

    /// <summary>Bytes done so far; for the driver, which finishes short transfers itself.</summary>
    int Transferred { get; set; }

    /// <summary>A number for the driver's own bookkeeping.</summary>
    long Tag { get; set; }

    /// <summary>
    /// Whether the caller's token has fired. A driver that is told of a cancellation looks here for whom it was meant, so it
    /// never takes the next renter of a pooled request for the one that was cancelled.
    /// </summary>
    bool IsCancellationRequested { get; }

    /// <summary>Reports that the primitive succeeded. Called once, in place of <see cref="Fail(int)"/>.</summary>
    /// <param name="count">The number of bytes transferred.</param>
    void Complete(int count);

    /// <summary>
    /// Reports that the primitive failed, after <see cref="Transferred"/> bytes. Called once, in place of <see cref="Complete"/>.
    /// </summary>
    /// <param name="error">The operating system's error number.</param>
    void Fail(int error);

    /// <summary>
    /// Reports that the driver itself cannot finish the request, and that the kernel will not touch its buffer again. Called
    /// once, in place of <see cref="Complete"/>.
    /// </summary>
    /// <param name="exception">What the awaiting code gets.</param>
    void Abandon(Exception exception);

    /// <summary>
    /// As <see cref="Abandon"/>, where the kernel may still touch the buffer: it stays pinned and allocated for the rest of the process.
    /// </summary>
    /// <param name="exception">What the awaiting code gets.</param>
    void Orphan(Exception exception);
}
