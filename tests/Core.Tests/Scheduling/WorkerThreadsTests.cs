using System.Collections.Concurrent;
using Mapwright.Tests.Scheduling;

namespace Mapwright.Core.Tests.Scheduling;

public sealed class WorkerThreadsTests
{
    [Fact]
    public async Task Threads_are_named_in_the_background_and_started_when_they_are_needed()
    {
        await using var threads = new WorkerThreads(Dedicated(3));
        threads.ThreadCount.ShouldBe(0);
        using var barrier = new Barrier(4);
        var seen = new ConcurrentBag<Thread>();
        for (var i = 0; i < 3; i++)
        {
            threads.Schedule(new CountingItem(() =>
            {
                seen.Add(Thread.CurrentThread);
                barrier.Meet();
            }));
        }

        barrier.Meet();
        seen.Select(thread => thread.Name).Order().ShouldBe(["Test 1", "Test 2", "Test 3"]);
        seen.ShouldAllBe(thread => thread.IsBackground && !thread.IsThreadPoolThread);
        threads.ThreadCount.ShouldBe(3);
    }

    [Fact]
    public async Task One_thread_runs_items_in_the_order_in_which_they_came_beyond_the_capacity_too()
    {
        await using var threads = new WorkerThreads(Dedicated(1) with { QueueCapacity = 4 });
        using var release = new ManualResetEventSlim();
        using var all = new CountdownEvent(100);
        var order = new List<int>();
        threads.Schedule(new CountingItem(release.ShouldBeSet));
        for (var i = 0; i < 100; i++)
        {
            var number = i;
            threads.Schedule(new CountingItem(() =>
            {
                order.Add(number);
                all.Signal();
            }));
        }

        release.Set();
        all.ShouldReach();
        order.ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public async Task Items_that_block_get_a_thread_each_up_to_the_maximum()
    {
        await using var threads = new WorkerThreads(Elastic(8));
        using var barrier = new Barrier(8);
        using var all = new CountdownEvent(8 * 200);
        for (var round = 0; round < 200; round++)
        {
            for (var i = 0; i < 8; i++)
            {
                threads.Schedule(new CountingItem(() =>
                {
                    barrier.Meet();
                    all.Signal();
                }));
            }
        }

        all.ShouldReach();
        threads.ThreadCount.ShouldBe(8);
    }

    [Fact]
    public async Task The_maximum_is_never_exceeded()
    {
        await using var threads = new WorkerThreads(Elastic(3));
        using var all = new CountdownEvent(1000);
        var inside = 0;
        var most = 0;
        var gate = new Lock();
        for (var i = 0; i < 1000; i++)
        {
            threads.Schedule(new CountingItem(() =>
            {
                lock (gate)
                {
                    most = int.Max(most, ++inside);
                }

                Thread.Yield();
                lock (gate)
                {
                    inside--;
                }

                all.Signal();
            }));
        }

        all.ShouldReach();
        most.ShouldBeLessThanOrEqualTo(3);
        threads.ThreadCount.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task An_idle_thread_of_an_elastic_set_exits_and_a_new_one_comes_when_it_is_needed()
    {
        await using var threads = new WorkerThreads(Elastic(2) with { IdleTimeout = TimeSpan.FromMilliseconds(1) });
        var first = await RunsOnAsync(threads);
        first.ShouldEnd();
        var second = await RunsOnAsync(threads);
        second.ShouldNotBeSameAs(first);
        second.Name.ShouldBe("Test 1");
        second.ShouldEnd();
    }

    [Fact]
    public async Task Threads_up_to_the_minimum_stay()
    {
        await using var threads = new WorkerThreads(Elastic(3) with { MinimumThreads = 1, IdleTimeout = TimeSpan.FromMilliseconds(1) });
        using var barrier = new Barrier(3);
        using var all = new CountdownEvent(3);
        var seen = new ConcurrentBag<Thread>();
        for (var i = 0; i < 3; i++)
        {
            threads.Schedule(new CountingItem(() =>
            {
                seen.Add(Thread.CurrentThread);
                barrier.Meet();
                all.Signal();
            }));
        }

        all.ShouldReach();
        SpinWait.SpinUntil(() => threads.ThreadCount == 1, TimeSpan.FromSeconds(60)).ShouldBeTrue();
        seen.ShouldContain(await RunsOnAsync(threads));
    }

    [Fact]
    public async Task Of_threads_that_are_idle_for_long_at_the_same_moment_the_minimum_stays()
    {
        const int Minimum = 8;
        const int Maximum = 16;
        await using var threads = new WorkerThreads(Elastic(Maximum) with { MinimumThreads = Minimum, IdleTimeout = TimeSpan.FromMilliseconds(1) });
        using var barrier = new Barrier(Maximum + 1);
        var fewest = Maximum;
        for (var round = 0; round < 200; round++)
        {
            for (var i = 0; i < Maximum; i++)
            {
                threads.Schedule(new CountingItem(barrier.Meet));
            }

            barrier.Meet();
            SpinWait.SpinUntil(() => threads.ThreadCount <= Minimum, TimeSpan.FromSeconds(60)).ShouldBeTrue();
            for (var look = 0; look < 100; look++)
            {
                Thread.Yield();
                fewest = int.Min(fewest, threads.ThreadCount);
            }
        }

        fewest.ShouldBe(Minimum);
    }

    [Fact]
    public async Task An_item_can_be_taken_by_a_thread_that_is_not_of_the_set()
    {
        await using var threads = new WorkerThreads(Elastic(1));
        var item = new CountingItem();
        threads.Add(item);
        threads.HasQueued.ShouldBeTrue();
        threads.ThreadCount.ShouldBe(0);
        threads.TryTake(out var taken).ShouldBeTrue();
        taken.ShouldBeSameAs(item);
        threads.HasQueued.ShouldBeFalse();
        threads.TryTake(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task An_item_that_was_added_quietly_runs_after_a_wake()
    {
        await using var threads = new WorkerThreads(Elastic(1));
        using var ran = new ManualResetEventSlim();
        threads.Add(new CountingItem(ran.Set));
        threads.Wake();
        ran.ShouldBeSet();
    }

    [Theory]
    [InlineData(-1, 1, 1)]
    [InlineData(0, 0, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(0, 1, 0)]
    public void Options_that_make_no_sense_are_refused(int minimum, int maximum, int capacity) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new WorkerThreads(new WorkerThreadsOptions
        {
            MinimumThreads = minimum,
            MaximumThreads = maximum,
            QueueCapacity = capacity,
        }));

    internal static WorkerThreadsOptions Dedicated(int threads) => new()
    {
        NamePrefix = "Test",
        MinimumThreads = threads,
        MaximumThreads = threads,
    };

    internal static WorkerThreadsOptions Elastic(int maximum) => new()
    {
        NamePrefix = "Test",
        MaximumThreads = maximum,
    };

    private static Task<Thread> RunsOnAsync(WorkerThreads threads)
    {
        var thread = new TaskCompletionSource<Thread>();
        threads.Schedule(new CountingItem(() => thread.SetResult(Thread.CurrentThread)));
        return thread.Task.InTime();
    }
}
