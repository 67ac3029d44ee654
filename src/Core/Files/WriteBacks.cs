namespace Mapwright;

/// <summary>The write-backs of one inode that are under way in this process.</summary>
/// <remarks>
/// Linux reports a failed write-back once for each open file, so of two flushes at once one is told, and the other sees success. Invariant: nobody takes a
/// success for one before every write-back that was under way then has told its outcome; whoever was told of the failure has poisoned the inode by then.
/// Waits only for calls of the system that are being made, never for what is queued.
/// </remarks>
internal sealed class WriteBacks
{
    private readonly object _gate = new();

    /// <summary>The numbers of those that are under way, as they began.</summary>
    private readonly List<long> _underWay = [];

    private long _begun;

    /// <summary>Begins one.</summary>
    /// <returns>Its number.</returns>
    public long Begin()
    {
        lock (_gate)
        {
            _underWay.Add(++_begun);
            return _begun;
        }
    }

    /// <summary>Ends one, whose failure has poisoned the inode.</summary>
    public void End(long number)
    {
        lock (_gate)
        {
            _underWay.Remove(number);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Returns when all that have begun so far have ended.</summary>
    public void WaitForOthers()
    {
        var isInterrupted = false;
        lock (_gate)
        {
            var last = _begun;
            while (_underWay.Count > 0 && _underWay[0] <= last)
            {
                try
                {
                    Monitor.Wait(_gate);
                }
                catch (ThreadInterruptedException)
                {
                    // The write-back has succeeded by itself: an error here would be taken for its failure.
                    isInterrupted = true;
                }
            }
        }

        if (isInterrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }
}
