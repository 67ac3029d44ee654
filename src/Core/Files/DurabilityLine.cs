namespace Mapwright;

/// <summary>The flushes of one file by number, and those who wait for one. No I/O: who leads makes the flush.</summary>
/// <remarks>
/// Flushes are numbered as they begin. A mark is the number of the next one to begin: a flush with that number or a later one
/// began after the mark was taken, so it covers what was written before. While a flush runs that was begun for those who wait, the
/// others gather for the next: one leads, and its flush is for all who wait when it begins.
/// </remarks>
internal sealed class DurabilityLine
{
    private static readonly List<DurabilityWaiter> s_nobody = [];

    private readonly Lock _gate = new();
    private readonly List<DurabilityWaiter> _waiters = [];
    private long _begun;
    private long _durable;
    private bool _isLed;

    /// <summary>The number of the next flush to begin.</summary>
    public long Next
    {
        get
        {
            lock (_gate)
            {
                return _begun + 1;
            }
        }
    }

    /// <summary>Begins a flush.</summary>
    public long Begin()
    {
        lock (_gate)
        {
            return ++_begun;
        }
    }

    /// <summary>A flush succeeded: those whose marks it covers go on.</summary>
    public void Complete(long flush)
    {
        List<DurabilityWaiter> covered;
        lock (_gate)
        {
            _durable = Math.Max(_durable, flush);
            covered = _waiters.Count == 0 ? s_nobody : Take(waiter => waiter.Mark.Flush <= _durable);
        }

        covered.ForEach(static waiter => waiter.Finish(null));
    }

    /// <summary>The leader's flush failed, and a later one would prove nothing: everyone who waits learns why.</summary>
    public void Fail(Exception cause)
    {
        List<DurabilityWaiter> all;
        lock (_gate)
        {
            _isLed = false;
            all = Take(_ => true);
        }

        all.ForEach(waiter => waiter.Finish(cause));
    }

    /// <summary>The last flush that succeeded covers the mark.</summary>
    public bool IsDurable(DurabilityMark mark, out DurabilityMark reached)
    {
        lock (_gate)
        {
            reached = new DurabilityMark(mark.Inode!, _durable);
            return mark.Flush <= _durable;
        }
    }

    /// <summary>Joins those who wait. True: nobody leads, so the caller does.</summary>
    public bool Join(DurabilityWaiter waiter)
    {
        lock (_gate)
        {
            _waiters.Add(waiter);
            var leads = !_isLed;
            _isLed = true;
            return leads;
        }
    }

    /// <summary>The leader's flush is over. Who leads the next one, if anybody waits.</summary>
    public DurabilityWaiter? HandOver()
    {
        lock (_gate)
        {
            var next = _waiters.FirstOrDefault();
            _isLed = next is not null;
            return next;
        }
    }

    /// <summary>Leaves without an answer. False: the answer is on its way.</summary>
    public bool Leave(DurabilityWaiter waiter)
    {
        lock (_gate)
        {
            return _waiters.Remove(waiter);
        }
    }

    private List<DurabilityWaiter> Take(Predicate<DurabilityWaiter> which)
    {
        var taken = _waiters.FindAll(which);
        _waiters.RemoveAll(which);
        return taken;
    }
}
