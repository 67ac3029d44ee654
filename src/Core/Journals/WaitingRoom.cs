using System.Diagnostics.CodeAnalysis;

namespace Mapwright;

/// <summary>Who waits for a journal: for room in its buffer, in order, or for its durable position. Safe for use by many threads.</summary>
/// <remarks>Nobody is granted or refused under the lock: the awaiting code may run inside.</remarks>
internal sealed class WaitingRoom
{
    private const int MostIdle = 256;

    private readonly Lock _gate = new();
    private readonly Queue<JournalWaiter> _appends = new();
    private WaiterChain _commits;
    private List<TailWaiter>? _tails;
    private JournalWaiter? _idle;
    private int _idleCount;
    private int _appendCount;
    private int _commitCount;
    private bool _isShut;

    public bool HasAppends => Volatile.Read(ref _appendCount) > 0;

    public bool HasCommits => CommitCount > 0;

    /// <summary>Whether the journal has failed, and everyone who waited was told.</summary>
    public bool IsShut => Volatile.Read(ref _isShut);

    public int CommitCount => Volatile.Read(ref _commitCount);

    /// <summary>Takes in who waits for room. False: the journal has failed.</summary>
    public bool TryAddAppend(JournalWaiter waiter)
    {
        lock (_gate)
        {
            if (!_isShut)
            {
                _appends.Enqueue(waiter);
                _appendCount = _appends.Count;
            }

            return !_isShut;
        }
    }

    /// <summary>Takes in who waits for a durable position, unless that was reached meanwhile.</summary>
    /// <returns>False: it was, or the journal has failed.</returns>
    public bool TryAddCommit(JournalWaiter waiter, ref long durable)
    {
        lock (_gate)
        {
            return TryAdd(waiter, ref durable);
        }
    }

    /// <summary>Makes a waiter wait for a durable position, unless that was reached meanwhile.</summary>
    /// <returns>False: it was, or the journal has failed.</returns>
    public bool TryAddCommit(long target, long? value, ref long durable, [NotNullWhen(true)] out JournalWaiter? waiter)
    {
        lock (_gate)
        {
            waiter = Rent();
            waiter.Begin(target, value);
            if (TryAdd(waiter, ref durable))
            {
                return true;
            }

            Keep(waiter);
            waiter = null;
            return false;
        }
    }

    /// <summary>Takes back a waiter that nobody refers to any more.</summary>
    public void Return(JournalWaiter waiter)
    {
        lock (_gate)
        {
            Keep(waiter);
        }
    }

    /// <summary>The first in line for room; it stays there.</summary>
    public JournalWaiter? FirstAppend()
    {
        lock (_gate)
        {
            while (_appends.TryPeek(out var first) && first.IsDecided)
            {
                _appends.Dequeue();
            }

            _appendCount = _appends.Count;
            return _appends.TryPeek(out var waiter) ? waiter : null;
        }
    }

    /// <summary>Lets the first in line for room go.</summary>
    public void RemoveFirst(JournalWaiter waiter)
    {
        lock (_gate)
        {
            if (_appends.TryPeek(out var first) && first == waiter)
            {
                _appends.Dequeue();
            }

            _appendCount = _appends.Count;
        }
    }

    /// <summary>Takes out who waits for a position that was reached.</summary>
    public WaiterChain TakeReached(long durable)
    {
        lock (_gate)
        {
            var (reached, others) = (default(WaiterChain), default(WaiterChain));
            while (_commits.TryTake(out var waiter))
            {
                if (waiter.Target <= durable)
                {
                    reached.Add(waiter);
                }
                else if (!waiter.IsDecided)
                {
                    others.Add(waiter);
                }
            }

            _commits = others;
            _commitCount = others.Count;
            return reached;
        }
    }

    /// <summary>Takes in a reader that waits for more.</summary>
    public void AddTail(TailWaiter waiter)
    {
        lock (_gate)
        {
            _tails ??= [];
            _tails.RemoveAll(tail => tail.IsDecided);
            _tails.Add(waiter);
        }
    }

    /// <summary>Takes out the readers that wait for more; null when there are none.</summary>
    public List<TailWaiter>? TakeTails()
    {
        lock (_gate)
        {
            var tails = _tails;
            _tails = null;
            return tails;
        }
    }

    /// <summary>Takes everyone out who waits to write; with <paramref name="shut"/>, nobody comes in any more.</summary>
    public WaiterChain TakeAll(bool shut)
    {
        lock (_gate)
        {
            _isShut |= shut;
            var all = default(WaiterChain);
            while (_appends.TryDequeue(out var waiter) || _commits.TryTake(out waiter))
            {
                all.Add(waiter);
            }

            _appendCount = _commitCount = 0;
            return all;
        }
    }

    private bool TryAdd(JournalWaiter waiter, ref long durable)
    {
        if (_isShut || Volatile.Read(ref durable) >= waiter.Target)
        {
            return false;
        }

        _commits.Add(waiter);
        _commitCount = _commits.Count;
        return true;
    }

    private JournalWaiter Rent()
    {
        if (_idle is not { } waiter)
        {
            return new JournalWaiter(this);
        }

        _idle = waiter.Next;
        _idleCount--;
        return waiter;
    }

    private void Keep(JournalWaiter waiter)
    {
        if (_idleCount < MostIdle)
        {
            waiter.Next = _idle;
            _idle = waiter;
            _idleCount++;
        }
    }
}
