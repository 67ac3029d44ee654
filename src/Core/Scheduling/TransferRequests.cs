using System.ComponentModel;

namespace Mapwright;

/// <summary>A read at an offset: <see cref="StoragePrimitive.ReadAt"/>.</summary>
public abstract class ReadAtRequest : NativeRequest<int>
{
    /// <summary>The buffer to fill.</summary>
    public Memory<byte> Buffer { get; private protected set; }

    /// <inheritdoc/>
    public override int Length => Buffer.Length;

    /// <inheritdoc/>
    public override StoragePrimitive Primitive => StoragePrimitive.ReadAt;

    /// <summary>Offers the request to an adapter that completes it natively; hops when the adapter declines.</summary>
    /// <typeparam name="TScheduler">The adapter's scheduler.</typeparam>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="tryStart">Calls the adapter's <c>TryStart</c>.</param>
    /// <returns>The pending operation.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<int> Start<TScheduler>(TScheduler scheduler, Func<TScheduler, ReadAtRequest, bool> tryStart)
        where TScheduler : class, IScheduler => new(this, Begin(scheduler, tryStart));

    /// <summary>As <see cref="Start{TScheduler}"/>, for an operation that returns nothing.</summary>
    /// <typeparam name="TScheduler">The adapter's scheduler.</typeparam>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="tryStart">Calls the adapter's <c>TryStart</c>.</param>
    /// <returns>The pending operation.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask StartVoid<TScheduler>(TScheduler scheduler, Func<TScheduler, ReadAtRequest, bool> tryStart)
        where TScheduler : class, IScheduler => new(this, Begin(scheduler, tryStart));

    /// <summary>Sets what to transfer.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="offset">The offset in the file in bytes.</param>
    private protected void Transfer(Memory<byte> buffer, long offset)
    {
        Buffer = buffer;
        Offset = offset;
    }

    /// <inheritdoc/>
    protected override void Clear() => Buffer = default;

    private protected override ReadOnlyMemory<byte> Bytes => Buffer;
}

/// <summary>A write at an offset of a whole buffer.</summary>
public abstract class WriteRequest : NativeRequest<None>
{
    /// <summary>The bytes to write.</summary>
    public ReadOnlyMemory<byte> Buffer { get; private protected set; }

    /// <inheritdoc/>
    public override int Length => Buffer.Length;

    /// <summary>Sets what to transfer.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="offset">The offset in the file in bytes.</param>
    private protected void Transfer(ReadOnlyMemory<byte> buffer, long offset)
    {
        Buffer = buffer;
        Offset = offset;
    }

    /// <inheritdoc/>
    protected override void Clear() => Buffer = default;

    private protected override ReadOnlyMemory<byte> Bytes => Buffer;
}

/// <summary>A write at an offset: <see cref="StoragePrimitive.WriteAt"/>. The driver finishes short writes.</summary>
public abstract class WriteAtRequest : WriteRequest
{
    /// <inheritdoc/>
    public override StoragePrimitive Primitive => StoragePrimitive.WriteAt;

    /// <summary>Offers the request to an adapter that completes it natively; hops when the adapter declines.</summary>
    /// <typeparam name="TScheduler">The adapter's scheduler.</typeparam>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="tryStart">Calls the adapter's <c>TryStart</c>.</param>
    /// <returns>The pending operation.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask StartVoid<TScheduler>(TScheduler scheduler, Func<TScheduler, WriteAtRequest, bool> tryStart)
        where TScheduler : class, IScheduler => new(this, Begin(scheduler, tryStart));
}

/// <summary>
/// A write at an offset whose bytes are durable when it completes: <see cref="StoragePrimitive.WriteDurableAt"/>.
/// The driver finishes short writes.
/// </summary>
public abstract class WriteDurableAtRequest : WriteRequest
{
    /// <inheritdoc/>
    public override StoragePrimitive Primitive => StoragePrimitive.WriteDurableAt;

    /// <summary>Offers the request to an adapter that completes it natively; hops when the adapter declines.</summary>
    /// <typeparam name="TScheduler">The adapter's scheduler.</typeparam>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="tryStart">Calls the adapter's <c>TryStart</c>.</param>
    /// <returns>The pending operation.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask StartVoid<TScheduler>(TScheduler scheduler, Func<TScheduler, WriteDurableAtRequest, bool> tryStart)
        where TScheduler : class, IScheduler => new(this, Begin(scheduler, tryStart));
}
