namespace Mapwright.Ringed;

/// <summary>Requests that wait for a place in the ring, in order. The owner's own.</summary>
internal sealed class Backlog
{
    private INativeRequest? _head;
    private INativeRequest? _tail;

    public bool IsEmpty => _head is null;

    /// <summary>Adds a chain of requests behind the others.</summary>
    public void Add(INativeRequest? chain)
    {
        while (chain is not null)
        {
            var next = (INativeRequest?)chain.Next;
            chain.Next = null;
            if (_tail is null)
            {
                _head = chain;
            }
            else
            {
                _tail.Next = chain;
            }

            _tail = chain;
            chain = next;
        }
    }

    public INativeRequest? Take()
    {
        var request = _head;
        if (request is not null)
        {
            _head = (INativeRequest?)request.Next;
            _tail = _head is null ? null : _tail;
            request.Next = null;
        }

        return request;
    }

    /// <summary>Takes out those whose tokens have fired, as a chain.</summary>
    public INativeRequest? TakeCancelled()
    {
        var all = _head;
        _head = _tail = null;
        INativeRequest? cancelled = null;
        while (all is not null)
        {
            var next = (INativeRequest?)all.Next;
            all.Next = null;
            if (all.IsCancellationRequested)
            {
                all.Next = cancelled;
                cancelled = all;
            }
            else
            {
                Add(all);
            }

            all = next;
        }

        return cancelled;
    }
}
