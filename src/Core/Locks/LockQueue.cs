namespace Mapwright;

/// <summary>Who in this process holds locks of one inode, who waits in which order, and whose turn it is to ask.</summary>
/// <typeparam name="TWaiter">Who waits.</typeparam>
/// <remarks>
/// A state machine without I/O, clock or threads; the caller serializes the calls. The kernel decides who gets a lock; this decides who asks, and
/// when asking is pointless because a holder in this process conflicts. Whole-file locks are ranges that all cover everything. Invariants:
/// <list type="number">
/// <item>First in, first out between requests that exclude each other: nobody asks while one that came before is waiting for what excludes it.
/// Requests that go together may overtake each other, and hold overlapping ranges at the same time. A waiter is in front when no earlier one is in
/// its way. Who upgrades comes before all: those others wait for the lock that it holds.</item>
/// <item>Of two that may overtake, one that covers all of an earlier one still stays behind it: it cannot have more luck. So of those that want the same
/// range only the first one asks.</item>
/// <item>One turn at a time. A turn that is on keeps its place until it ends.</item>
/// <item>Whatever may let a waiter succeed makes its turn due: it came, one in its way left, a holder of this process gave back what overlaps, it is
/// time to poll. A turn that ends while it is due again is not followed by a poll, so no hand-over inside the process waits for the clock.</item>
/// <item>One waiter at a time has the clock, for all who are in front. When it goes, all turns are due, and the next one that ends busy takes it.</item>
/// <item>Holders are counted after the kernel gave them the lock and until after it took it back, so two that exclude each other may be
/// counted for a moment.</item>
/// </list>
/// </remarks>
internal sealed class LockQueue<TWaiter>
    where TWaiter : class
{
    private readonly LinkedList<Entry> _waiting = [];
    private readonly List<LockClaim> _held = [];
    private LinkedListNode<Entry>? _turn;
    private LinkedListNode<Entry>? _poller;

    /// <summary>Those who wait, in order.</summary>
    public IEnumerable<TWaiter> Waiters => _waiting.Select(entry => entry.Waiter);

    /// <summary>Whether a newcomer may ask the kernel at once: nobody is in its way, and no holder of this process conflicts.</summary>
    public bool Admits(LockClaim claim) => IsFree(claim, own: null) && !IsBehind(claim, _waiting.Last);

    /// <summary>Whether a holder may ask for another mode at once: no other holder of this process conflicts.</summary>
    public bool AdmitsConversion(LockClaim held, LockMode mode) => IsFree(held with { Mode = mode }, held);

    /// <summary>Whether another one waits to upgrade a lock that this claim overlaps: each would wait for the other.</summary>
    public bool WouldDeadlock(LockClaim held) => _waiting.Any(entry => entry.Held is { } other && other.Span.Overlaps(held.Span));

    /// <summary>A lock was taken.</summary>
    public void Take(LockClaim claim) => _held.Add(claim);

    /// <summary>A lock was given back.</summary>
    public void Give(LockClaim claim)
    {
        _held.Remove(claim);
        MakeDue(_waiting.First, claim.Span);
    }

    /// <summary>Puts a waiter at the end.</summary>
    /// <returns>Its place, for <see cref="Leave"/>.</returns>
    public object Enqueue(TWaiter waiter, LockClaim claim) => _waiting.AddLast(new Entry(waiter, claim, held: null));

    /// <summary>Puts a waiter that holds a shared lock, and wants it exclusive, before all others.</summary>
    /// <returns>Its place, for <see cref="Leave"/>.</returns>
    public object EnqueueUpgrade(TWaiter waiter, LockClaim held) =>
        _waiting.AddFirst(new Entry(waiter, held with { Mode = LockMode.Exclusive }, held));

    /// <summary>An upgrade lost the lock that it held: it goes on waiting as one that has none.</summary>
    public void Lose(object place)
    {
        ref var entry = ref ((LinkedListNode<Entry>)place).ValueRef;
        var held = entry.Held!.Value;
        entry.Held = null;
        Give(held);
    }

    /// <summary>Takes a waiter out.</summary>
    /// <returns>False: its turn is on, or it is out already.</returns>
    public bool Leave(object place)
    {
        var node = (LinkedListNode<Entry>)place;
        if (node.List is null || node == _turn)
        {
            return false;
        }

        Remove(node);
        return true;
    }

    /// <summary>It is time for those in front to try again.</summary>
    public void Poll(object place)
    {
        if (_poller == place)
        {
            _poller = null;
        }

        MakeDue(_waiting.First, LockSpan.Whole);
    }

    /// <summary>Starts the turn of the first one that is in front and due.</summary>
    /// <returns>Who asks the kernel now; null when a turn is on, none is due, or asking is pointless.</returns>
    public TWaiter? BeginTurn()
    {
        for (var node = _turn is null ? _waiting.First : null; node is not null; node = node.Next)
        {
            ref var entry = ref node.ValueRef;
            if (!entry.IsDue)
            {
                continue;
            }

            // Also of one that may not ask: what is in its way makes it due again when it goes.
            entry.IsDue = false;
            if (IsFree(entry.Claim, entry.Held) && !IsBehind(entry.Claim, node.Previous))
            {
                _turn = node;
                return entry.Waiter;
            }
        }

        return null;
    }

    /// <summary>The kernel gave the lock: its waiter is out and holds it.</summary>
    public void EndTurnTaken()
    {
        var entry = _turn!.Value;
        if (entry.Held is { } held)
        {
            _held.Remove(held);
        }

        Take(entry.Claim);
        EndTurnLeft();
    }

    /// <summary>The waiter leaves with its turn.</summary>
    public void EndTurnLeft()
    {
        var node = _turn!;
        _turn = null;
        Remove(node);
    }

    /// <summary>The lock is held by another party.</summary>
    /// <returns>Whether the waiter has to poll, for all; otherwise another one does, or its next turn is due.</returns>
    public bool EndTurnBusy()
    {
        var node = _turn!;
        _turn = null;
        if (node.Value.IsDue || (_poller is not null && _poller != node))
        {
            return false;
        }

        _poller = node;
        return true;
    }

    private static bool IsBehind(LockClaim claim, LinkedListNode<Entry>? last)
    {
        for (var node = last; node is not null; node = node.Previous)
        {
            var earlier = node.Value.Claim;
            if (earlier.Excludes(claim) || claim.Span.Contains(earlier.Span))
            {
                return true;
            }
        }

        return false;
    }

    private static void MakeDue(LinkedListNode<Entry>? first, LockSpan span)
    {
        for (var node = first; node is not null; node = node.Next)
        {
            ref var entry = ref node.ValueRef;
            entry.IsDue |= entry.Claim.Span.Overlaps(span);
        }
    }

    private bool IsFree(LockClaim claim, LockClaim? own)
    {
        foreach (var held in _held)
        {
            if (held == own)
            {
                // One of them is the asker's; an equal one of another is in the way.
                own = null;
            }
            else if (held.Excludes(claim))
            {
                return false;
            }
        }

        return true;
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        var wasPoller = node == _poller;
        _poller = wasPoller ? null : _poller;
        MakeDue(wasPoller ? _waiting.First : node.Next, wasPoller ? LockSpan.Whole : node.Value.Claim.Span);
        _waiting.Remove(node);
    }

    private struct Entry(TWaiter waiter, LockClaim claim, LockClaim? held)
    {
        public readonly TWaiter Waiter = waiter;
        public readonly LockClaim Claim = claim;
        public LockClaim? Held = held;
        public bool IsDue = true;
    }
}
