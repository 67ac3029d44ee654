namespace Mapwright;

/// <summary>Who waits for a journal: for room in its buffer, in order, or for its durable position. Safe for use by many threads.</summary>
/// <remarks>Nobody is granted or refused under the lock: the awaiting code may run inside.</remarks>
internal sealed class WaitingRoom
{
    private readonly Lock _gate = new();
    private readonly Queue<JournalWaiter> _appends = new();
    private List<JournalWaiter> _commits = [];
    private List<TailWaiter> _tails = [];
    private int _appendCount;
    private int _commitCount;
    private bool _isShut;

    public bool HasAppends => Volatile.Read(ref _appendCount) > 0;

    public bool HasCommits => CommitCount > 0;

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
            if (_isShut || Volatile.Read(ref durable) >= waiter.Target)
            {
                return false;
            }

            _commits.Add(waiter);
            _commitCount = _commits.Count;
            return true;
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
    public List<JournalWaiter> TakeReached(long durable)
    {
        lock (_gate)
        {
            List<JournalWaiter> reached;
            if (_commits.TrueForAll(waiter => waiter.Target <= durable))
            {
                reached = _commits;
                _commits = [];
            }
            else
            {
                reached = _commits.FindAll(waiter => waiter.Target <= durable);
                _commits.RemoveAll(waiter => waiter.Target <= durable || waiter.IsDecided);
            }

            _commitCount = _commits.Count;
            return reached;
        }
    }

    /// <summary>Takes in a reader that waits for more.</summary>
    public void AddTail(TailWaiter waiter)
    {
        lock (_gate)
        {
            _tails.RemoveAll(tail => tail.IsDecided);
            _tails.Add(waiter);
        }
    }

    /// <summary>Takes out the readers that wait for more.</summary>
    public List<TailWaiter> TakeTails()
    {
        lock (_gate)
        {
            if (_tails.Count == 0)
            {
                return _tails;
            }

            var tails = _tails;
            _tails = [];
            return tails;
        }
    }

    /// <summary>Takes everyone out who waits to write; with <paramref name="shut"/>, nobody comes in any more.</summary>
    public List<JournalWaiter> TakeAll(bool shut)
    {
        lock (_gate)
        {
            _isShut |= shut;
            List<JournalWaiter> all = [.. _appends, .. _commits];
            _appends.Clear();
            _commits.Clear();
            _appendCount = _commitCount = 0;
            return all;
        }
    }
}
