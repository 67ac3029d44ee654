namespace Mapwright.Ringed;

/// <summary>How the thread ends: in order, or by a call that the kernel refused.</summary>
internal sealed partial class RingOwner
{
    private bool _isShutting;

    /// <summary>Nothing is in flight but the wake-up: it is taken out of the kernel before its memory goes.</summary>
    private void Shut()
    {
        _isShutting = true;
        _wake!.BeginSleep();
        _wake.Wake();
        Submit(wait: true);
        while (!_ring!.HasCompletion)
        {
            Submit(wait: true);
        }

        _setup!.Dispose();
        _wake.Dispose();
    }

    /// <summary>
    /// Fails everything. The kernel may still touch the buffers of what was submitted, and the count of the wake-up: they stay where they
    /// are, and so does the ring. The files may be closed: the kernel has references of its own to those that it works on.
    /// </summary>
    private void BreakDown(RingFailedException failure)
    {
        Volatile.Write(ref _failure, failure);
        Volatile.Write(ref _closing, true);
        _backlog.Add(_queue.Close());
        while (_backlog.Take() is { } request)
        {
            request.Abandon(failure);
        }

        foreach (ref var transfer in _transfers!.Places)
        {
            var request = transfer.Request;
            transfer.Request = null;
            request?.Orphan(failure);
        }
    }
}
