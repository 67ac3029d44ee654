using System.Collections.Concurrent;

namespace Mapwright.Tests.Scheduling;

/// <summary>The pooled item of a stress run. It notices when it becomes another operation's while it runs.</summary>
internal sealed class StressItem : WorkItem<long>
{
    private static readonly ConcurrentStack<StressItem> s_idle = new();

    private Operation? _operation;

    public static ValueTask<long> Start(IScheduler scheduler, Operation operation, CancellationToken cancellationToken)
    {
        var item = s_idle.TryPop(out var idle) ? idle : new StressItem();
        if (item._operation is not null)
        {
            throw new InvalidOperationException("An item was rented that somebody else holds.");
        }

        item._operation = operation;
        item.CancellationToken = cancellationToken;
        return item.Start(scheduler);
    }

    protected override long Run()
    {
        var operation = _operation!;
        operation.Run();
        if (operation.Throws)
        {
            throw new OperationException(operation.Id);
        }

        if (operation.Id % 64 == 0)
        {
            Thread.Yield();
        }

        return _operation == operation ? operation.Id : throw new InvalidOperationException("An item changed hands while it ran.");
    }

    protected override void Clear() => _operation = null;

    protected override void Return() => s_idle.Push(this);
}
