using System.ComponentModel;

namespace Mapwright;

/// <summary>Many reads of one file: <see cref="StoragePrimitive.ReadMany"/>.</summary>
public abstract class ReadManyRequest : BatchRequest
{
    /// <summary>The reads.</summary>
    protected ReadOnlyMemory<FileRead> Reads { get; private set; }

    /// <summary>Gets the number of bytes of each.</summary>
    protected Memory<int> Counts { get; private set; }

    /// <inheritdoc/>
    public override StoragePrimitive Primitive => StoragePrimitive.ReadAt;

    private protected override int Count => Reads.Length;

    /// <summary>Offers the request to an adapter that completes it natively; hops when the adapter declines.</summary>
    /// <typeparam name="TScheduler">The adapter's scheduler.</typeparam>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="tryStart">Calls the adapter's <c>TryStart</c>.</param>
    /// <returns>The pending operation.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask StartVoid<TScheduler>(TScheduler scheduler, Func<TScheduler, ReadManyRequest, bool> tryStart)
        where TScheduler : class, IScheduler => new(this, Begin(scheduler, tryStart));

    /// <summary>Sets what to transfer.</summary>
    /// <param name="reads">The reads.</param>
    /// <param name="counts">Gets the number of bytes of each.</param>
    private protected void Transfer(ReadOnlyMemory<FileRead> reads, Memory<int> counts)
    {
        Reads = reads;
        Counts = counts;
    }

    /// <inheritdoc/>
    protected override void Clear()
    {
        Reads = default;
        Counts = default;
        base.Clear();
    }

    private protected override (ReadOnlyMemory<byte> Buffer, long Offset) PartAt(int index)
    {
        var (buffer, offset) = Reads.Span[index];
        return (buffer, offset);
    }
}

/// <summary>Many writes to one file: <see cref="StoragePrimitive.WriteMany"/>. The driver finishes short writes.</summary>
public abstract class WriteManyRequest : BatchRequest
{
    /// <summary>The writes.</summary>
    protected ReadOnlyMemory<FileWrite> Writes { get; private set; }

    /// <inheritdoc/>
    public override StoragePrimitive Primitive => StoragePrimitive.WriteAt;

    private protected override int Count => Writes.Length;

    /// <summary>Offers the request to an adapter that completes it natively; hops when the adapter declines.</summary>
    /// <typeparam name="TScheduler">The adapter's scheduler.</typeparam>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="tryStart">Calls the adapter's <c>TryStart</c>.</param>
    /// <returns>The pending operation.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask StartVoid<TScheduler>(TScheduler scheduler, Func<TScheduler, WriteManyRequest, bool> tryStart)
        where TScheduler : class, IScheduler => new(this, Begin(scheduler, tryStart));

    /// <summary>Sets what to transfer.</summary>
    /// <param name="writes">The writes.</param>
    private protected void Transfer(ReadOnlyMemory<FileWrite> writes) => Writes = writes;

    /// <inheritdoc/>
    protected override void Clear()
    {
        Writes = default;
        base.Clear();
    }

    private protected override (ReadOnlyMemory<byte> Buffer, long Offset) PartAt(int index)
    {
        var (buffer, offset) = Writes.Span[index];
        return (buffer, offset);
    }
}
