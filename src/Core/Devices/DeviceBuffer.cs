namespace Mapwright;

/// <summary>A buffer of a <see cref="BufferAllocator"/>: aligned, and at the same address until it is disposed.</summary>
public sealed class DeviceBuffer : IDisposable
{
    private readonly int _block;
    private Memory<byte> _memory;
    private bool _isFreed;

    internal DeviceBuffer(BufferAllocator allocator, int block, Memory<byte> memory)
    {
        Allocator = allocator;
        _block = block;
        _memory = memory;
        Length = memory.Length;
    }

    /// <summary>Counts a buffer that nobody disposed.</summary>
    ~DeviceBuffer() => Allocator.OnLeaked();

    /// <summary>The allocator that the buffer belongs to.</summary>
    public BufferAllocator Allocator { get; }

    /// <summary>The length in bytes, as asked for.</summary>
    public int Length { get; }

    /// <summary>The memory. It and its slices are another buffer's after <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    [Borrows]
    public Memory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isFreed, this);
            return _memory;
        }
    }

    /// <summary>The memory as a span; as for <see cref="Memory"/>.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    [Borrows]
    public Span<byte> Span => Memory.Span;

    /// <summary>Gives the buffer back. No transfer may be under way into it. A second call does nothing.</summary>
    [Invalidates]
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isFreed, true))
        {
            _memory = default;
            GC.SuppressFinalize(this);
            Allocator.Free(_block);
        }
    }
}
