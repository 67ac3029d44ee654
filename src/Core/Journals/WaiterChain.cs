using System.Diagnostics.CodeAnalysis;

namespace Mapwright;

/// <summary>Waiters in a row, linked by themselves: each is in one row at a time.</summary>
internal struct WaiterChain
{
    private JournalWaiter? _first;
    private JournalWaiter? _last;

    public int Count { get; private set; }

    public readonly bool IsEmpty => _first is null;

    public void Add(JournalWaiter waiter)
    {
        waiter.Next = null;
        if (_last is null)
        {
            _first = waiter;
        }
        else
        {
            _last.Next = waiter;
        }

        _last = waiter;
        Count++;
    }

    /// <summary>Takes the first one. False: there is none.</summary>
    public bool TryTake([NotNullWhen(true)] out JournalWaiter? waiter)
    {
        waiter = _first;
        if (waiter is null)
        {
            return false;
        }

        _first = waiter.Next;
        _last = _first is null ? null : _last;
        waiter.Next = null;
        Count--;
        return true;
    }
}
