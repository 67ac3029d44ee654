using Mapwright.Pooled;
using Mapwright.Tests.Scheduling;

namespace Mapwright.ThreadPool.Tests;

[Collection(Alone.Name)]
public class PoolStressTests
{
    [Fact]
    public Task Whatever_callers_do_each_operation_runs_once_and_has_its_own_outcome() =>
        StressRun.ToTheEndAsync(new PoolScheduler(), 100_000);

    [Fact]
    public Task Private_threads_that_exit_whenever_they_can_lose_nothing() =>
        StressRun.ToTheEndAsync(new PoolScheduler(new PoolSchedulerOptions { MaximumPrivateThreads = 2, IdleTimeout = TimeSpan.FromMilliseconds(1) }), 50_000);

    [Fact]
    public Task Schedulers_that_are_shut_down_in_mid_run_finish_or_refuse() =>
        StressRun.WithShutdownsAsync(() => new PoolScheduler(), 20_000, failsWhatIsQueued: false);

    [Fact]
    public async Task Never_more_pool_threads_than_the_bound_are_inside_bodies()
    {
        const int Operations = 5_000;
        await using var scheduler = new PoolScheduler();
        var inside = 0;
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, Operations).Select(number => TestItem.Start(scheduler, () =>
        {
            if (!Thread.CurrentThread.IsThreadPoolThread)
            {
                return 0;
            }

            InterlockedMaximum(ref most, Interlocked.Increment(ref inside));

            // Now quick, now long: the pace changes under way.
            Thread.SpinWait(number / 500 % 2 == 0 ? 10 : 20_000);
            return Interlocked.Decrement(ref inside);
        }).AsTask())).InTime();

        most.ShouldBeInRange(1, int.Max(1, Environment.ProcessorCount / 2));
    }

    [Fact]
    public async Task What_is_queued_at_a_shutdown_is_finished_once_and_what_comes_later_is_refused()
    {
        const int Queued = 500;
        var scheduler = new PoolScheduler(new PoolSchedulerOptions { MaximumPrivateThreads = 1 });
        using var gate = new ManualResetEventSlim();
        var items = Enumerable.Range(0, Queued).Select(_ => new CountingItem(gate.Wait)).ToArray();
        Array.ForEach(items, scheduler.Schedule);

        var ended = scheduler.DisposeAsync();
        var late = new CountingItem(gate.Wait);
        Should.Throw<ObjectDisposedException>(() => scheduler.Schedule(late));
        gate.Set();

        await ended.InTime();
        items.ShouldAllBe(item => item.Runs == 1 && item.Failures == 0);
        late.Ends.ShouldBe(0);
    }

    private static void InterlockedMaximum(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            seen = before == seen ? value : before;
        }
    }
}
