using System.Runtime.CompilerServices;
using Mapwright.Core.Tests.Fakes;
using Mapwright.Tests.Scheduling;

namespace Mapwright.Core.Tests.Scheduling;

public sealed class WorkItemCancellationTests
{
    private readonly ManualScheduler _scheduler = new();

    [Fact]
    public async Task Cancelled_before_it_starts_an_operation_never_runs()
    {
        using var cancellation = new CancellationTokenSource();
        var runs = 0;
        var pending = TestItem.Start(_scheduler, () => ++runs, cancellation.Token);
        cancellation.Cancel();
        (await Should.ThrowAsync<OperationCanceledException>(async () => await pending)).CancellationToken.ShouldBe(cancellation.Token);
        _scheduler.RunAll();
        runs.ShouldBe(0);
    }

    [Fact]
    public async Task A_cancelled_operation_is_a_cancelled_task()
    {
        using var cancellation = new CancellationTokenSource();
        var pending = TestItem.Start(_scheduler, () => 7, cancellation.Token).AsTask();
        cancellation.Cancel();
        await Should.ThrowAsync<TaskCanceledException>(pending);
        pending.IsCanceled.ShouldBeTrue();
    }

    [Fact]
    public async Task With_a_token_that_fired_before_an_operation_never_runs()
    {
        var runs = 0;
        var pending = TestItem.Start(_scheduler, () => ++runs, new CancellationToken(canceled: true));
        _scheduler.RunAll();
        await Should.ThrowAsync<OperationCanceledException>(async () => await pending);
        runs.ShouldBe(0);
    }

    [Fact]
    public async Task After_the_start_success_wins()
    {
        using var cancellation = new CancellationTokenSource();
        var pending = TestItem.Start(_scheduler, () =>
        {
            cancellation.Cancel();
            return 7;
        }, cancellation.Token);
        _scheduler.RunAll();
        (await pending).ShouldBe(7);
    }

    [Fact]
    public void Awaiting_code_never_runs_inside_a_cancel()
    {
        using var cancellation = new CancellationTokenSource();
        using var ran = new ManualResetEventSlim();
        var awaiting = 0;
        var scheduler = new AskedScheduler(allows: true);
        var pending = TestItem.Start(scheduler, () => 7, cancellation.Token);
        pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() =>
        {
            awaiting = Environment.CurrentManagedThreadId;
            ran.Set();
        });
        var canceller = new Thread(cancellation.Cancel);
        canceller.Start();
        canceller.Join();
        ran.ShouldBeSet();
        awaiting.ShouldNotBe(canceller.ManagedThreadId);
    }

    [Fact]
    public void A_token_that_outlives_an_operation_keeps_nothing_of_it()
    {
        using var cancellation = new CancellationTokenSource();
        var body = StartAndForget(cancellation.Token);
        GC.Collect();
        body.IsAlive.ShouldBeFalse();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference StartAndForget(CancellationToken cancellationToken)
    {
        var owner = new object();
        var pending = TestItem.Start(_scheduler, owner.GetHashCode, cancellationToken);
        _scheduler.RunAll();
        pending.IsCompleted.ShouldBeTrue();
        return new WeakReference(owner);
    }
}
