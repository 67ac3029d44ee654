namespace Mapwright;

/// <summary>A place in the line for a buffer.</summary>
internal sealed class BufferWaiter : Waiter<DeviceBuffer>
{
    private readonly BufferAllocator _allocator;

    public BufferWaiter(BufferAllocator allocator, int length)
        : base(ContinuationPolicy.Pool)
    {
        _allocator = allocator;
        Length = length;
        Place = new LinkedListNode<BufferWaiter>(this);
    }

    public int Length { get; }

    public LinkedListNode<BufferWaiter> Place { get; }

    public void Arm(CancellationToken cancellationToken) => Arm(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    /// <summary>Ends the wait with a buffer; when the wait was given up at this moment, the buffer goes back.</summary>
    public void GrantOrFree(DeviceBuffer buffer)
    {
        if (!Grant(buffer))
        {
            buffer.Dispose();
        }
    }

    protected override void GiveUp(Exception cause)
    {
        if (Refuse(cause))
        {
            _allocator.GiveUp(this);
        }
    }
}
