using System.Buffers;

namespace Mapwright;

/// <summary>One transfer of a batch. It is not awaited, and not scheduled, by itself.</summary>
internal sealed class BatchPart : INativeRequest
{
    private BatchRequest? _batch;
    private MemoryHandle _pin;
    private ReadOnlyMemory<byte> _buffer;

    public IWorkItem? Next { get; set; }

    public StoragePrimitive Primitive => _batch!.Primitive;

    public PlatformFile File => _batch!.File;

    public unsafe nint Address => (nint)_pin.Pointer;

    public int Length => _buffer.Length;

    public long Offset { get; private set; }

    public int Transferred { get; set; }

    public long Tag { get; set; }

    public bool IsCancellationRequested => _batch!.IsCancellationRequested;

    /// <summary>What was reported; nothing while it is in flight, and where the driver broke down.</summary>
    public IoResult? Outcome { get; private set; }

    public bool IsEnded => Outcome is not null;

    public void Set(BatchRequest batch, ReadOnlyMemory<byte> buffer, long offset)
    {
        _pin = buffer.Pin();
        _batch = batch;
        _buffer = buffer;
        Offset = offset;
        Outcome = buffer.IsEmpty ? IoResult.Success() : null;
    }

    public void Complete(int count)
    {
        Outcome = IoResult.Success(count);
        _batch!.OnPartEnded();
    }

    public void Fail(int error)
    {
        Outcome = IoResult.Failure(error, Transferred);
        _batch!.OnPartEnded();
    }

    public void Fail(Exception exception) => Abandon(exception);

    public void Abandon(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        _batch!.OnPartEnded(exception);
    }

    public void Orphan(Exception exception)
    {
        OrphanedBuffers.Keep(_pin, _buffer);
        _pin = default;
        Abandon(exception);
    }

    public void Execute() => throw new InvalidOperationException("A transfer of a batch is completed, not run.");

    public void Reset()
    {
        _pin.Dispose();
        _pin = default;
        _buffer = default;
        Next = null;
        Transferred = 0;
        Tag = 0;
        Outcome = null;
        _batch = null;
    }
}
