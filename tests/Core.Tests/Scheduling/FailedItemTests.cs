using Mapwright.Core.Tests.Fakes;
using Mapwright.Tests.Scheduling;
using static Mapwright.Core.Tests.Scheduling.WorkerThreadsTests;

namespace Mapwright.Core.Tests.Scheduling;

/// <summary>Where the code goes on that awaits an operation which a scheduler fails.</summary>
public sealed class FailedItemTests
{
    [Fact]
    public async Task Awaiting_code_of_a_queued_operation_never_runs_inside_a_dispose()
    {
        var scheduler = new ThreadSetScheduler(Dedicated(1) with { DrainOnShutdown = false }, ContinuationPolicy.Inline);
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var running = TestItem.Start(scheduler, () =>
        {
            started.Set();
            release.ShouldBeSet();
        }).AsTask();
        started.ShouldBeSet();
        var queued = FailsOnAsync(TestItem.Start(scheduler, () => 7));

        var disposer = new Thread(scheduler.Threads.Dispose);
        disposer.Start();
        disposer.ShouldEnd();

        (await queued.InTime()).ShouldNotBeSameAs(disposer);
        release.Set();
        await running.InTime();
        await scheduler.DisposeAsync().InTime();
    }

    [Fact]
    public async Task A_scheduler_is_not_asked_where_to_go_on_after_an_operation_that_did_not_run()
    {
        var scheduler = new AskedScheduler(allows: true);
        var pending = FailsOnAsync(TestItem.Start(scheduler, () => 7));

        scheduler.Items.Stop();

        await pending.InTime();
        scheduler.Events.ShouldBeEmpty();
    }

    private static async Task<Thread> FailsOnAsync(ValueTask<int> operation)
    {
        try
        {
            await operation.ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            return Thread.CurrentThread;
        }

        throw new InvalidOperationException("The operation ran.");
    }
}
