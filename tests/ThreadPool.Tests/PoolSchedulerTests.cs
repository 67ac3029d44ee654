using Mapwright.Pooled;
using Mapwright.Testing;
using Mapwright.Tests.Scheduling;

namespace Mapwright.ThreadPool.Tests;

public class PoolSchedulerTests
{
    [Fact]
    public void The_scheduler_contract_is_kept() => SchedulerContract.Verify(() => new PoolScheduler());

    [Fact]
    public async Task At_most_half_the_processors_worth_of_pool_threads_are_inside_blocking_bodies()
    {
        const int Operations = 8;
        await using var scheduler = new PoolScheduler();
        using var inside = new CountdownEvent(Operations);
        using var leave = new ManualResetEventSlim();
        var onPool = 0;

        var running = Enumerable.Range(0, Operations).Select(_ => TestItem.Start(scheduler, () =>
        {
            Interlocked.Add(ref onPool, Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);
            inside.Signal();
            leave.Wait();
            return 0;
        }).AsTask()).ToList();

        // All of them block at once: what does not fit on its share of the pool is on private threads.
        inside.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken).ShouldBeTrue();
        onPool.ShouldBeLessThanOrEqualTo(int.Max(1, Environment.ProcessorCount / 2));
        leave.Set();
        await Task.WhenAll(running);
    }

    [Fact]
    public async Task Operations_beyond_the_last_private_thread_wait_and_then_run()
    {
        await using var scheduler = new PoolScheduler(new PoolSchedulerOptions { MaximumPrivateThreads = 1 });
        var ran = 0;

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => TestItem.Start(scheduler, () => Interlocked.Increment(ref ran)).AsTask()));

        ran.ShouldBe(1000);
    }

    [Fact]
    public async Task Awaiting_code_may_wait_for_the_end_of_the_scheduler()
    {
        var scheduler = new PoolScheduler();
        var late = new CountingItem();

        await EndInAwaitingCodeAsync(scheduler, late);

        late.Runs.ShouldBe(1);
        Should.Throw<ObjectDisposedException>(() => scheduler.Schedule(new CountingItem()));
    }

    [Fact]
    public async Task The_shared_scheduler_outlives_a_dispose()
    {
        await PoolScheduler.Shared.DisposeAsync();

        (await TestItem.Start(PoolScheduler.Shared, () => 7)).ShouldBe(7);
    }

    /// <summary>Ends a scheduler, and waits for that, where the code after an <c>await</c> runs in the scheduler's turn.</summary>
    private static async Task EndInAwaitingCodeAsync(PoolScheduler scheduler, CountingItem queued)
    {
        const int Attempts = 100_000;
        var isInTurn = false;
        for (var i = 0; i < Attempts && !isInTurn; i++)
        {
            // Until operations are taken to be quick.
            await TestItem.Start(scheduler, () => 7).ConfigureAwait(false);
            isInTurn = ((IScheduler)scheduler).TryContinueHere();
        }

        Assert.SkipUnless(isInTurn, "No operation was quick.");
        scheduler.Schedule(queued);
        scheduler.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue("It waits for itself.");
    }
}
