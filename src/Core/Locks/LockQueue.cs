namespace Mapwright;

/// <summary>Who in this process holds a whole-file lock of one inode, who waits for it in which order, and whose turn it is to try.</summary>
/// <typeparam name="TWaiter">Who waits.</typeparam>
/// <remarks>
/// A state machine without I/O, clock or threads; the caller serializes the calls. The kernel decides who gets the lock; this decides who
/// asks, and when asking is pointless because a holder in this process conflicts. Invariants:
/// <list type="number">
/// <item>One turn at a time, always that of the head. A turn that is on keeps its place until it ends.</item>
/// <item>Whatever may let the head succeed makes a turn due: it became the head, a holder of this process gave its lock back, it is time to
/// poll. A turn that ends while another is due is not followed by a poll, so no hand-over inside the process waits for the clock.</item>
/// <item>Holders are counted after the kernel gave them the lock and until after it took it back, so two that exclude each other may be
/// counted for a moment.</item>
/// </list>
/// </remarks>
internal sealed class LockQueue<TWaiter>
    where TWaiter : class
{
    private readonly LinkedList<Entry> _waiting = [];
    private int _shared;
    private int _exclusive;
    private bool _turnIsOn;
    private bool _turnIsDue;

    /// <summary>Whether a newcomer may ask the kernel at once: nobody waits before it, and no holder of this process conflicts.</summary>
    public bool Admits(LockMode mode) => _waiting.Count == 0 && IsFree(mode);

    /// <summary>A lock was taken.</summary>
    public void Take(LockMode mode) => Count(mode, 1);

    /// <summary>A lock was given back.</summary>
    public void Give(LockMode mode)
    {
        Count(mode, -1);
        _turnIsDue = true;
    }

    /// <summary>Puts a waiter at the end.</summary>
    /// <returns>Its place, for <see cref="Leave"/>.</returns>
    public object Enqueue(TWaiter waiter, LockMode mode)
    {
        _turnIsDue |= _waiting.Count == 0;
        return _waiting.AddLast(new Entry(waiter, mode));
    }

    /// <summary>Takes a waiter out.</summary>
    /// <returns>False: its turn is on, or it is out already.</returns>
    public bool Leave(object place)
    {
        var node = (LinkedListNode<Entry>)place;
        if (node.List is null || (_turnIsOn && node == _waiting.First))
        {
            return false;
        }

        _turnIsDue |= node == _waiting.First;
        _waiting.Remove(node);
        return true;
    }

    /// <summary>It is time for the head to try again.</summary>
    public void Poll() => _turnIsDue = true;

    /// <summary>Starts the turn of the head.</summary>
    /// <returns>Who asks the kernel now; null when a turn is on, none is due, or asking is pointless.</returns>
    public TWaiter? BeginTurn()
    {
        if (_turnIsOn || !_turnIsDue || _waiting.First is not { } head || !IsFree(head.Value.Mode))
        {
            return null;
        }

        _turnIsOn = true;
        _turnIsDue = false;
        return head.Value.Waiter;
    }

    /// <summary>The kernel gave the head the lock: it is out, and it is the next one's turn.</summary>
    public void EndTurnTaken()
    {
        Take(_waiting.First!.Value.Mode);
        EndTurnLeft();
    }

    /// <summary>The head leaves with its turn.</summary>
    public void EndTurnLeft()
    {
        _waiting.RemoveFirst();
        _turnIsOn = false;
        _turnIsDue = true;
    }

    /// <summary>The lock is held by another party.</summary>
    /// <returns>Whether the head has to poll; otherwise its next turn is due, or comes with a release in this process.</returns>
    public bool EndTurnBusy()
    {
        _turnIsOn = false;
        return !_turnIsDue;
    }

    private bool IsFree(LockMode mode) => _exclusive == 0 && (mode == LockMode.Shared || _shared == 0);

    private void Count(LockMode mode, int change)
    {
        if (mode == LockMode.Shared)
        {
            _shared += change;
        }
        else
        {
            _exclusive += change;
        }
    }

    private readonly record struct Entry(TWaiter Waiter, LockMode Mode);
}
