using Mapwright.Channeled;
using Mapwright.Tests.Scheduling;

namespace Mapwright.Channels.Tests;

[Collection(Alone.Name)]
public class ChannelStressTests
{
    [Theory]
    [InlineData(1, 1, ContinuationPolicy.Pool)]
    [InlineData(2, 4, ContinuationPolicy.Pool)]
    [InlineData(2, 4, ContinuationPolicy.Inline)]
    public Task Whatever_callers_do_each_operation_runs_once_and_has_its_own_outcome(int threads, int capacity, ContinuationPolicy continuations) =>
        StressRun.ToTheEndAsync(
            new ChannelScheduler(new ChannelSchedulerOptions { Threads = threads, Capacity = capacity, Continuations = continuations }), 50_000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Schedulers_that_are_shut_down_in_mid_run_finish_or_fail_what_is_queued(bool drain) => StressRun.WithShutdownsAsync(
        () => new ChannelScheduler(new ChannelSchedulerOptions { Threads = 2, Capacity = 4, DrainOnShutdown = drain }), 20_000, failsWhatIsQueued: !drain);

    [Fact]
    public async Task Never_more_bodies_run_at_once_than_there_are_threads()
    {
        await using var scheduler = new ChannelScheduler(new ChannelSchedulerOptions { Threads = 3, Capacity = 8 });
        using var allInside = new CountdownEvent(3);
        using var leave = new ManualResetEventSlim();
        var inside = 0;
        var tooMany = 0;
        var running = Enumerable.Range(0, 200).Select(number => TestItem.Start(scheduler, () =>
        {
            tooMany += Interlocked.Increment(ref inside) > 3 ? 1 : 0;
            if (number < 3)
            {
                allInside.Signal();
                leave.Wait();
            }

            return Interlocked.Decrement(ref inside);
        }).AsTask()).ToList();

        allInside.ShouldReach();
        running.ShouldAllBe(task => !task.IsCompleted);
        leave.Set();
        await Task.WhenAll(running).InTime();
        tooMany.ShouldBe(0);
    }

    [Fact]
    public async Task Operations_of_one_caller_run_in_order_on_one_thread_far_beyond_the_capacity()
    {
        await using var scheduler = new ChannelScheduler(new ChannelSchedulerOptions { Threads = 1, Capacity = 3 });
        var order = new List<int>();
        await Task.WhenAll(Enumerable.Range(0, 5_000).Select(number => TestItem.Start(scheduler, () => order.Add(number)).AsTask())).InTime();
        order.ShouldBe(Enumerable.Range(0, 5_000));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_queued_at_a_shutdown_in_the_channel_and_behind_it_ends_exactly_once(bool drain)
    {
        const int Queued = 500;
        var scheduler = new ChannelScheduler(new ChannelSchedulerOptions { Threads = 1, Capacity = 4, DrainOnShutdown = drain });
        using var entered = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var running = TestItem.Start(scheduler, () =>
        {
            entered.Set();
            gate.Wait();
        });
        entered.ShouldBeSet();
        var items = Enumerable.Range(0, Queued).Select(_ => new CountingItem()).ToArray();
        Array.ForEach(items, scheduler.Schedule);

        var ended = scheduler.DisposeAsync();
        gate.Set();

        await ended.InTime();
        await running.InTime();
        items.ShouldAllBe(item => item.Ends == 1);
        items.Count(item => item.Failures == 1).ShouldBe(drain ? 0 : Queued);
    }
}
