namespace Mapwright.Ringed;

/// <summary>Requests on their way to the owner: any thread adds, the owner takes all at once.</summary>
/// <remarks>
/// A stack that is linked by <see cref="IWorkItem.Next"/>. Invariants: a request is added by one compare-and-swap of the head, and the whole stack is
/// taken by one exchange, so that no link of a request that is in the stack is ever followed by two parties, and none is taken singly, which
/// is where a recycled request could pass for the one that was there before. Once closed the head never changes: an addition either came
/// before, and its request is in what <see cref="Close"/> returns, or fails.
/// </remarks>
internal sealed class RequestQueue
{
    private static readonly IWorkItem s_closed = new Mark();

    private IWorkItem? _head;

    public bool IsEmpty => Volatile.Read(ref _head) is null;

    /// <summary>Adds a request, or several that are linked from the first to the last, in one step. False: the queue is closed.</summary>
    public bool TryAdd(INativeRequest first)
    {
        // One at a time is what there is most of.
        var last = first.Next is null ? first : Reverse(first)!;
        var head = Volatile.Read(ref _head);
        while (head != s_closed)
        {
            first.Next = head;
            var seen = Interlocked.CompareExchange(ref _head, last, head);
            if (seen == head)
            {
                return true;
            }

            head = seen;
        }

        first.Next = null;
        return false;
    }

    /// <summary>Takes all requests, linked from the oldest to the newest. Not called once the queue is closed.</summary>
    public INativeRequest? TakeAll() => IsEmpty ? null : Reverse(Interlocked.Exchange(ref _head, null));

    /// <summary>As <see cref="TakeAll"/>, and nothing can be added any more.</summary>
    public INativeRequest? Close()
    {
        var rest = Interlocked.Exchange(ref _head, s_closed);
        return rest == s_closed ? null : Reverse(rest);
    }

    private static INativeRequest? Reverse(IWorkItem? newest)
    {
        IWorkItem? oldest = null;
        while (newest is not null)
        {
            var next = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = next;
        }

        return (INativeRequest?)oldest;
    }

    /// <summary>What the head of a closed queue is.</summary>
    private sealed class Mark : IWorkItem
    {
        public IWorkItem? Next { get; set; }

        public void Execute() => throw new InvalidOperationException();

        public void Fail(Exception exception) => throw new InvalidOperationException();
    }
}
