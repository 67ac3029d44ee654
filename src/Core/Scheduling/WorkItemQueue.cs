using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Mapwright;

/// <summary>First in, first out: a bounded channel, and behind it, without a bound, the items that did not fit.</summary>
/// <remarks>
/// What does not fit is linked by <see cref="IWorkItem.Next"/>, so it costs nothing to wait, and the pending operation is the
/// back-pressure. Invariants:
/// <list type="number">
/// <item>Every item of the channel is older than every item of the overflow: while the overflow is not empty an item is
/// added behind it, and the channel is fed from its head alone.</item>
/// <item>The overflow is not empty only while the channel is full, or while somebody who took from the channel has yet to
/// look at the overflow. So an item is appended first and the channel offered to afterwards: a channel that refuses is full
/// at a moment when the append is visible, and whoever takes from it next sees the overflow.</item>
/// <item>Nothing is added once it is closed: the channel is completed, and the overflow closed, under one lock.</item>
/// </list>
/// </remarks>
internal sealed class WorkItemQueue
{
    private readonly Lock _gate = new();
    private readonly Channel<IWorkItem> _channel;
    private IWorkItem? _head;
    private IWorkItem? _tail;
    private bool _closed;

    public WorkItemQueue(int capacity) => _channel = Channel.CreateBounded<IWorkItem>(capacity);

    public bool IsEmpty => _channel.Reader.Count == 0 && Volatile.Read(ref _head) is null;

    /// <summary>Adds an item. False: the queue is closed.</summary>
    public bool TryAdd(IWorkItem item)
    {
        if (Volatile.Read(ref _head) is null && _channel.Writer.TryWrite(item))
        {
            return true;
        }

        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            Append(item);
            FeedChannel();
            return true;
        }
    }

    /// <summary>Takes the oldest item. False: there is none.</summary>
    public bool TryTake([NotNullWhen(true)] out IWorkItem? item)
    {
        if (_channel.Reader.TryRead(out item))
        {
            if (Volatile.Read(ref _head) is not null)
            {
                lock (_gate)
                {
                    FeedChannel();
                }
            }

            return true;
        }

        if (Volatile.Read(ref _head) is null)
        {
            return false;
        }

        lock (_gate)
        {
            FeedChannel();
            if (_channel.Reader.TryRead(out item))
            {
                return true;
            }

            // A completed channel takes nothing any more: the rest of the overflow is taken from here.
            item = _head;
            return item is not null && RemoveHead(item);
        }
    }

    /// <summary>Ends adding.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _channel.Writer.TryComplete();
        }
    }

    private void Append(IWorkItem item)
    {
        item.Next = null;
        if (_tail is null)
        {
            Volatile.Write(ref _head, item);
        }
        else
        {
            _tail.Next = item;
        }

        _tail = item;
    }

    private void FeedChannel()
    {
        while (_head is { } item)
        {
            // Before the channel has it: from then on the item, and its link, may be somebody else's.
            var next = item.Next;
            item.Next = null;
            if (!_channel.Writer.TryWrite(item))
            {
                item.Next = next;
                return;
            }

            _head = next;
            _tail = next is null ? null : _tail;
        }
    }

    private bool RemoveHead(IWorkItem item)
    {
        _head = item.Next;
        _tail = _head is null ? null : _tail;
        item.Next = null;
        return true;
    }
}
