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
    public async Task The_shared_scheduler_outlives_a_dispose()
    {
        await PoolScheduler.Shared.DisposeAsync();

        (await TestItem.Start(PoolScheduler.Shared, () => 7)).ShouldBe(7);
    }
}
