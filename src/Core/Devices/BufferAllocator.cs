using System.Numerics;

namespace Mapwright;

/// <summary>
/// Hands out buffers of one region of memory that is aligned, pinned and made once: for transfers past the page cache, where each transfer would
/// else need memory of its own. Lengths are bytes. Safe for use by many threads.
/// </summary>
/// <remarks>
/// A buddy allocator: a buffer occupies a power of two of blocks. Who finds no room waits in line, and the line is served in order: a large request is not
/// overtaken by small ones. The region is never given back to the system while the allocator lives.
/// </remarks>
public sealed class BufferAllocator
{
    private readonly Lock _lock = new();
    private readonly LinkedList<BufferWaiter> _line = [];
    private readonly BuddyBlocks _blocks;
    private readonly Memory<byte> _region;
    private int _leaked;

    /// <summary>Makes an allocator and its region.</summary>
    /// <param name="size">The length of the region: a multiple of <paramref name="blockSize"/>, more than 0.</param>
    /// <param name="blockSize">What addresses are multiples of, and what buffers occupy at least: a power of two.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="blockSize"/> is no power of two, or <paramref name="size"/> is no multiple of it, not more than 0, or more than an array holds.
    /// </exception>
    public BufferAllocator(int size, int blockSize = 4096)
    {
        if (!int.IsPow2(blockSize))
        {
            throw new ArgumentOutOfRangeException(nameof(blockSize), blockSize, "The size of a block is a power of two.");
        }

        if (size <= 0 || size % blockSize != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, $"The size of the region is a multiple of {blockSize}, more than 0.");
        }

        Size = size;
        BlockSize = blockSize;
        _region = AlignedMemory.Allocate(size, blockSize);
        _blocks = new BuddyBlocks(size / blockSize);
    }

    /// <summary>The length of the region.</summary>
    public int Size { get; }

    /// <summary>What addresses are multiples of, and what buffers occupy at least.</summary>
    public int BlockSize { get; }

    /// <summary>The longest buffer there can be: the largest power of two of blocks in the region.</summary>
    public int LargestBuffer => BlockSize << _blocks.LargestOrder;

    /// <summary>The bytes that no buffer occupies.</summary>
    public int Available
    {
        get
        {
            lock (_lock)
            {
                return _blocks.FreeBlocks * BlockSize;
            }
        }
    }

    /// <summary>
    /// The buffers that were dropped without being disposed. Their memory stays taken, as slices of it may be in use: a number above 0 is a mistake of
    /// the program.
    /// </summary>
    public int LeakedBuffers => Volatile.Read(ref _leaked);

    /// <summary>Takes a buffer; waits in line for room.</summary>
    /// <param name="length">Its length, from 0.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>The buffer; its content is what was in it before. The caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative, or more than <see cref="LargestBuffer"/>.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    public DeviceBuffer Allocate(int length, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return TakeOrWait(length, cancellationToken, out var waiter) ?? waiter!.Park();
    }

    /// <summary>Takes a buffer; waits in line for room, without a thread.</summary>
    /// <param name="length">Its length, from 0.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>The pending buffer; its content is what was in it before. The caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative, or more than <see cref="LargestBuffer"/>.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    [AsyncTwinOf(nameof(Allocate), typeof(BufferAllocator))]
    public ValueTask<DeviceBuffer> AllocateAsync(int length, CancellationToken cancellationToken = default)
    {
        CheckLength(length);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<DeviceBuffer>(cancellationToken);
        }

        return TakeOrWait(length, cancellationToken, out var waiter) is { } buffer ? new(buffer) : waiter!.Task;
    }

    /// <summary>Takes a buffer if there is room and nobody waits for some.</summary>
    /// <param name="length">Its length, from 0.</param>
    /// <returns>The buffer, which the caller disposes; <see langword="null"/> when it would have to be waited for.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative, or more than <see cref="LargestBuffer"/>.</exception>
    public DeviceBuffer? TryAllocate(int length)
    {
        CheckLength(length);
        lock (_lock)
        {
            return _line.Count == 0 ? Take(length) : null;
        }
    }

    /// <summary>Zeroes the memory that no buffer occupies, so that nothing secret stays behind.</summary>
    public void Clean()
    {
        lock (_lock)
        {
            foreach (var (first, count) in _blocks.FreeRuns)
            {
                _region.Slice(first * BlockSize, count * BlockSize).Span.Clear();
            }
        }
    }

    internal void Free(int block)
    {
        lock (_lock)
        {
            _blocks.Give(block);
        }

        ServeLine();
    }

    internal void OnLeaked() => Interlocked.Increment(ref _leaked);

    internal void GiveUp(BufferWaiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Place.List is not null)
            {
                _line.Remove(waiter.Place);
            }
        }

        // Whoever stood behind may fit.
        ServeLine();
    }

    private void CheckLength(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > LargestBuffer)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The longest buffer of this allocator has {LargestBuffer} bytes.");
        }
    }

    private DeviceBuffer? TakeOrWait(int length, CancellationToken cancellationToken, out BufferWaiter? waiter)
    {
        CheckLength(length);
        waiter = null;
        lock (_lock)
        {
            if (_line.Count == 0 && Take(length) is { } buffer)
            {
                return buffer;
            }

            waiter = new BufferWaiter(this, length);
            _line.AddLast(waiter.Place);
        }

        waiter.Arm(cancellationToken);
        return null;
    }

    private DeviceBuffer? Take(int length)
    {
        var blocks = Math.Max(1, (length + BlockSize - 1) / BlockSize);
        return _blocks.TryTake(BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)blocks)), out var first)
            ? new DeviceBuffer(this, first, _region.Slice(first * BlockSize, length))
            : null;
    }

    /// <summary>Grants to the front of the line as long as it fits. Outside of the lock: the awaiting code may run inside.</summary>
    private void ServeLine()
    {
        while (true)
        {
            BufferWaiter waiter;
            DeviceBuffer buffer;
            lock (_lock)
            {
                if (_line.First is not { } first || Take(first.Value.Length) is not { } taken)
                {
                    return;
                }

                (waiter, buffer) = (first.Value, taken);
                _line.RemoveFirst();
            }

            waiter.GrantOrFree(buffer);
        }
    }
}
