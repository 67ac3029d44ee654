namespace Mapwright;

// What emitted code calls, by signature alone: a small core for looking at emitted code. The annotations are the real ones.
#pragma warning disable CS1591

public abstract class StoragePlatform
{
    public static StoragePlatform Current => throw null!;

    public virtual StoragePlatform Rooted(string directory) => throw null!;
}

public abstract class PlatformFile;

public readonly struct IoResult;

public readonly struct None;

public interface IWorkItem : IThreadPoolWorkItem
{
    IWorkItem? Next { get; set; }

    void Fail(Exception exception);
}

public interface IScheduler
{
    void Schedule(IWorkItem item);
}

public abstract class StorageSurface
{
    private protected StorageSurface(StoragePlatform platform) => Platform = platform;

    public StoragePlatform Platform { get; }

    protected abstract IScheduler Scheduler { get; }

    private protected virtual void ThrowIfClosed()
    {
    }

    private protected void Exit()
    {
    }
}

public abstract class Waiter<TResult>
{
    public ValueTask<TResult> Task => throw null!;
}

internal abstract class Suspended<TResult>;

public abstract class WorkItem<TResult> : IWorkItem
{
    public IWorkItem? Next { get; set; }

    protected internal CancellationToken CancellationToken { get; set; }

    public ValueTask<TResult> Start(IScheduler scheduler) => throw null!;

    public ValueTask StartVoid(IScheduler scheduler) => throw null!;

    public void Execute() => Run();

    public void Fail(Exception exception) => throw exception;

    protected abstract TResult Run();

    protected abstract void Clear();

    protected abstract void Return();
}

internal abstract class SuspendingItem<TResult, TBody> : WorkItem<TResult>
    where TResult : TBody
{
    protected sealed override TResult Run() => throw null!;

    protected abstract Suspended<TBody> Begin();
}

internal static class WorkItemPool<TItem>
    where TItem : class, IWorkItem, new()
{
    public static TItem Rent() => new();

    public static void Return(TItem item) => item.Next = null;
}

public abstract class NativeOperation<TResult> : WorkItem<TResult>
{
    protected abstract StoragePlatform Platform { get; }

    protected abstract PlatformFile Begin();

    protected abstract void Undo();
}

public abstract class NativeRequest<TResult> : NativeOperation<TResult>
{
    public long Offset { get; private protected set; }

    protected abstract TResult End(IoResult result);
}

public abstract class BatchRequest : NativeOperation<None>
{
    protected abstract void EndPart(IoResult result, int index);

    protected override void Clear()
    {
    }
}

public abstract class ReadAtRequest : NativeRequest<int>
{
    public Memory<byte> Buffer { get; private protected set; }

    public ValueTask<int> Start<TScheduler>(TScheduler scheduler, Func<TScheduler, ReadAtRequest, bool> tryStart) => throw null!;

    public ValueTask StartVoid<TScheduler>(TScheduler scheduler, Func<TScheduler, ReadAtRequest, bool> tryStart) => throw null!;

    private protected void Transfer(Memory<byte> buffer, long offset) => (Buffer, Offset) = (buffer, offset);

    protected override void Clear() => Buffer = default;
}

public abstract class WriteRequest : NativeRequest<None>
{
    public ReadOnlyMemory<byte> Buffer { get; private protected set; }

    private protected void Transfer(ReadOnlyMemory<byte> buffer, long offset) => (Buffer, Offset) = (buffer, offset);

    protected override void Clear() => Buffer = default;
}

public abstract class WriteAtRequest : WriteRequest
{
    public ValueTask StartVoid<TScheduler>(TScheduler scheduler, Func<TScheduler, WriteAtRequest, bool> tryStart) => throw null!;
}

public abstract class WriteDurableAtRequest : WriteRequest
{
    public ValueTask StartVoid<TScheduler>(TScheduler scheduler, Func<TScheduler, WriteDurableAtRequest, bool> tryStart) => throw null!;
}

public readonly record struct FileRead(Memory<byte> Buffer, long Offset);

public readonly record struct FileWrite(ReadOnlyMemory<byte> Buffer, long Offset);

public abstract class ReadManyRequest : BatchRequest
{
    protected ReadOnlyMemory<FileRead> Reads { get; private set; }

    protected Memory<int> Counts { get; private set; }

    public ValueTask StartVoid<TScheduler>(TScheduler scheduler, Func<TScheduler, ReadManyRequest, bool> tryStart) => throw null!;

    private protected void Transfer(ReadOnlyMemory<FileRead> reads, Memory<int> counts) => (Reads, Counts) = (reads, counts);
}

public abstract class WriteManyRequest : BatchRequest
{
    protected ReadOnlyMemory<FileWrite> Writes { get; private set; }

    public ValueTask StartVoid<TScheduler>(TScheduler scheduler, Func<TScheduler, WriteManyRequest, bool> tryStart) => throw null!;

    private protected void Transfer(ReadOnlyMemory<FileWrite> writes) => Writes = writes;
}
