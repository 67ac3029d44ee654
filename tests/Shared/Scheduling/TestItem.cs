using System.Collections.Concurrent;

namespace Mapwright.Tests.Scheduling;

/// <summary>An operation whose body a test gives. Its pool is a stack, so what is returned is rented next.</summary>
internal sealed class TestItem : WorkItem<int>
{
    private static readonly ConcurrentStack<TestItem> s_idle = new();

    private Func<int>? _body;

    /// <summary>Whether the item was returned and keeps nothing alive.</summary>
    public bool IsIdle => _body is null && !CancellationToken.CanBeCanceled && Next is null;

    public static TestItem Rent(Func<int> body, CancellationToken cancellationToken = default)
    {
        var item = s_idle.TryPop(out var idle) ? idle : new TestItem();
        item._body = body;
        item.CancellationToken = cancellationToken;
        return item;
    }

    public static ValueTask<int> Start(IScheduler scheduler, Func<int> body, CancellationToken cancellationToken = default) =>
        Rent(body, cancellationToken).Start(scheduler);

    public static ValueTask Start(IScheduler scheduler, Action body) => Rent(() =>
    {
        body();
        return 0;
    }).StartVoid(scheduler);

    protected override int Run() => _body!();

    protected override void Clear() => _body = null;

    protected override void Return() => s_idle.Push(this);
}
