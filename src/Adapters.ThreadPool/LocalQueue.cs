using System.Diagnostics.CodeAnalysis;

namespace Mapwright.Pooled;

/// <summary>The items that a turn schedules while it runs: one thread adds, any thread takes, nobody locks.</summary>
/// <remarks>
/// A ring, as in the run queues of Go. Invariant: the places from <c>_head</c> to before <c>_tail</c> hold items, each taken by who
/// moves <c>_head</c> past it, one compare-and-swap. A place is written again only after <c>_head</c> has passed it, so who
/// read a place that was written again meanwhile fails to move <c>_head</c>, and reads anew. A place keeps what it held until then.
/// </remarks>
internal sealed class LocalQueue
{
    private const int Capacity = 256;

    private readonly Place[] _places = new Place[Capacity];
    private int _head;
    private int _tail;

    public bool IsEmpty => Volatile.Read(ref _head) == Volatile.Read(ref _tail);

    /// <summary>Adds an item; by the thread of the turn alone. False: the queue is full.</summary>
    public bool TryAdd(IWorkItem item)
    {
        var tail = _tail;
        if (tail - Volatile.Read(ref _head) >= Capacity)
        {
            return false;
        }

        _places[tail & (Capacity - 1)].Item = item;
        Volatile.Write(ref _tail, tail + 1);
        return true;
    }

    /// <summary>Takes the oldest item. False: there is none.</summary>
    public bool TryTake([NotNullWhen(true)] out IWorkItem? item)
    {
        var head = Volatile.Read(ref _head);
        while (head != Volatile.Read(ref _tail))
        {
            item = _places[head & (Capacity - 1)].Item;
            var seen = Interlocked.CompareExchange(ref _head, head + 1, head);
            if (seen == head)
            {
                return true;
            }

            head = seen;
        }

        item = null;
        return false;
    }

    /// <summary>A value type: storing into an array of references checks the type of the array each time.</summary>
    private struct Place
    {
        public IWorkItem Item;
    }
}
