namespace Mapwright;

/// <remarks>
/// Which thread looks for work, and when another one is woken. At most one thread is the <em>searcher</em>: it was woken or
/// started and has not taken an item yet. Invariant: while an item is queued, there is a searcher, or a thread that will look
/// at the queue before it parks, or no thread is parked and none may be started. It holds because
/// <list type="bullet">
/// <item>who adds an item publishes it, and after a full fence reads whether there is a searcher or a parked thread;</item>
/// <item>who stops searching, or parks, or exits, publishes that, and after a full fence looks at the queue: so of an adder
/// and a thread that turns away at the same moment at least one sees the other;</item>
/// <item>a searcher that takes an item looks for its successor before it runs it, so a burst wakes threads one after
/// another, each by the one before, and items that take no time wake one thread and not all of them.</item>
/// </list>
/// The stack of parked threads, the table of threads and their number change under <c>_gate</c> only; what is read outside
/// of it is a hint that the rules above make safe. A thread is out of the table and the number in the same step in which it is
/// decided that it exits, so that of two that are idle for long the second sees that the first has gone.
/// </remarks>
public sealed partial class WorkerThreads
{
    private readonly Lock _gate = new();
    private readonly Worker?[] _workers;
    private Worker? _parked;
    private int _alive;
    private int _searching;

    /// <summary>Lets one more thread look at the queue, unless one is looking already, nothing is queued, or all are busy.</summary>
    public void Wake()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _searching) != 0
            || (Volatile.Read(ref _parked) is null && Volatile.Read(ref _alive) == _workers.Length)
            || _queue.IsEmpty
            || Interlocked.CompareExchange(ref _searching, 1, 0) != 0)
        {
            return;
        }

        var worker = FindSearcher(out var isNew);
        if (isNew)
        {
            Start(worker!);
        }
        else
        {
            worker?.Unpark(dismiss: false);
        }
    }

    /// <summary>The parked thread that parked last, whose caches are warm, or a place for a new one, or nobody.</summary>
    private Worker? FindSearcher(out bool isNew)
    {
        lock (_gate)
        {
            isNew = false;
            if (PopParked() is { } worker)
            {
                return worker;
            }

            var place = Array.IndexOf(_workers, null);
            if (place >= 0)
            {
                isNew = true;
                return Enlist(place);
            }

            // Under the gate, so that a thread that parks after this looks at the queue after this.
            Volatile.Write(ref _searching, 0);
            return null;
        }
    }

    private Worker? PopParked()
    {
        var worker = _parked;
        if (worker is not null)
        {
            Volatile.Write(ref _parked, worker.Below);
            worker.Below = null;
        }

        return worker;
    }

    private Worker Enlist(int place)
    {
        var worker = new Worker(this, place);
        _workers[place] = worker;
        if (_alive++ == 0)
        {
            AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        }

        return worker;
    }

    private void Start(Worker worker)
    {
        try
        {
            worker.Start();
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            OnStartFailed(worker, exception);
        }
    }

    /// <summary>The system has no thread to give. What is queued waits for a thread that exists; where none does it fails.</summary>
    private void OnStartFailed(Worker worker, Exception exception)
    {
        Worker? heir;
        bool last;
        lock (_gate)
        {
            last = Delist(worker);
            heir = PopParked();
            if (heir is null)
            {
                Volatile.Write(ref _searching, 0);
            }
        }

        heir?.Unpark(dismiss: false);
        while (last && _queue.TryTake(out var item))
        {
            item.Fail(exception);
        }

        EndWhenDone();
    }

    /// <summary>The searcher took an item: the next one may search.</summary>
    private void StopSearching()
    {
        Volatile.Write(ref _searching, 0);
        Wake();
    }

    /// <summary>Puts a thread that found nothing on the stack. False: it exits.</summary>
    private bool TryPark(Worker worker, bool searching)
    {
        lock (_gate)
        {
            if (searching)
            {
                Volatile.Write(ref _searching, 0);
            }

            if (Volatile.Read(ref _closed))
            {
                Delist(worker);
                return false;
            }

            worker.Below = _parked;
            Volatile.Write(ref _parked, worker);

            if (_exiting)
            {
                _idle.Set();
            }
        }

        Wake();
        return true;
    }

    /// <summary>A parked thread has been idle for long. True: it exits. False: it was woken meanwhile, or stays.</summary>
    private bool TryLeaveStack(Worker worker)
    {
        lock (_gate)
        {
            if (_alive <= _options.MinimumThreads)
            {
                return false;
            }

            Worker? above = null;
            for (var parked = _parked; parked is not null; above = parked, parked = parked.Below)
            {
                if (parked == worker)
                {
                    if (above is null)
                    {
                        Volatile.Write(ref _parked, worker.Below);
                    }
                    else
                    {
                        above.Below = worker.Below;
                    }

                    Delist(worker);
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>A thread that was taken out of the table ends.</summary>
    private void OnLeft()
    {
        // What was added when this thread still counted among those that will look at the queue.
        Wake();
        EndWhenDone();
    }

    /// <summary>Takes a thread out of the table. True: it was the last one.</summary>
    private bool Delist(Worker worker)
    {
        _workers[worker.Place] = null;
        if (_exiting)
        {
            _idle.Set();
        }

        if (--_alive > 0)
        {
            return false;
        }

        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        return true;
    }

    private void DismissIdle()
    {
        Worker? parked;
        lock (_gate)
        {
            parked = _parked;
            Volatile.Write(ref _parked, null);
        }

        while (parked is not null)
        {
            var below = parked.Below;
            parked.Below = null;
            parked.Unpark(dismiss: true);
            parked = below;
        }

        EndWhenDone();
    }

    private void EndWhenDone()
    {
        if (Volatile.Read(ref _closed) && Volatile.Read(ref _alive) == 0 && _queue.IsEmpty)
        {
            _ended.TrySetResult();
        }
    }
}
