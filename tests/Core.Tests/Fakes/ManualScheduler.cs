namespace Mapwright.Core.Tests.Fakes;

/// <summary>Keeps items until the test runs them, on the test's thread.</summary>
public sealed class ManualScheduler : IScheduler
{
    private readonly Lock _gate = new();
    private readonly Queue<IWorkItem> _items = [];
    private bool _stopped;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    public void Schedule(IWorkItem item)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            _items.Enqueue(item);
        }
    }

    public void RunAll()
    {
        while (TryTake() is { } item)
        {
            item.Execute();
        }
    }

    /// <summary>Refuses new items and fails those that are queued.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
        }

        while (TryTake() is { } item)
        {
            item.Fail(new ObjectDisposedException(nameof(ManualScheduler)));
        }
    }

    private IWorkItem? TryTake()
    {
        lock (_gate)
        {
            return _items.TryDequeue(out var item) ? item : null;
        }
    }
}
