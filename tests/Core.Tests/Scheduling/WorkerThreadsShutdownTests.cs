using Mapwright.Tests.Scheduling;
using static Mapwright.Core.Tests.Scheduling.WorkerThreadsTests;

namespace Mapwright.Core.Tests.Scheduling;

public sealed class WorkerThreadsShutdownTests
{
    [Fact]
    public async Task What_is_queued_is_finished_and_then_the_threads_exit()
    {
        var threads = new WorkerThreads(Dedicated(1) with { QueueCapacity = 3 });
        using var release = new ManualResetEventSlim();
        Thread? worker = null;
        threads.Schedule(new CountingItem(() =>
        {
            worker = Thread.CurrentThread;
            release.ShouldBeSet();
        }));
        var queued = Enumerable.Range(0, 10).Select(_ => new CountingItem()).ToArray();
        Array.ForEach(queued, threads.Schedule);

        var ended = threads.DisposeAsync().AsTask();
        ended.IsCompleted.ShouldBeFalse();
        release.Set();
        await ended.InTime();
        queued.ShouldAllBe(item => item.Runs == 1 && item.Error == null);
        worker!.ShouldEnd();
        threads.ThreadCount.ShouldBe(0);
    }

    [Fact]
    public async Task Where_the_options_say_so_what_is_queued_fails_and_what_runs_is_finished()
    {
        var threads = new WorkerThreads(Dedicated(1) with { QueueCapacity = 3, DrainOnShutdown = false });
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var running = new CountingItem(() =>
        {
            started.Set();
            release.ShouldBeSet();
        });
        threads.Schedule(running);
        started.ShouldBeSet();
        var queued = Enumerable.Range(0, 10).Select(_ => new CountingItem()).ToArray();
        Array.ForEach(queued, threads.Schedule);

        threads.Dispose();
        queued.ShouldAllBe(item => item.Runs == 0 && item.Error is ObjectDisposedException);
        release.Set();
        await threads.DisposeAsync().InTime();
        running.Runs.ShouldBe(1);
        running.Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_set_that_was_disposed_accepts_nothing()
    {
        var threads = new WorkerThreads(Elastic(1));
        await threads.DisposeAsync().InTime();
        var item = new CountingItem();
        Should.Throw<ObjectDisposedException>(() => threads.Schedule(item));
        Should.Throw<ObjectDisposedException>(() => threads.Add(item));
        item.Ends.ShouldBe(0);
        await threads.DisposeAsync().InTime();
    }

    [Fact]
    public async Task Idle_threads_exit_at_once()
    {
        var threads = new WorkerThreads(Dedicated(2));
        using var barrier = new Barrier(3);
        threads.Schedule(new CountingItem(barrier.Meet));
        threads.Schedule(new CountingItem(barrier.Meet));
        barrier.Meet();
        await threads.DisposeAsync().InTime();
        threads.ThreadCount.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_item_that_races_with_the_shutdown_is_refused_or_ends_once(bool drain)
    {
        for (var round = 0; round < 2000; round++)
        {
            var threads = new WorkerThreads((round % 2 == 0 ? Elastic(2) : Dedicated(2)) with { DrainOnShutdown = drain, QueueCapacity = 2 });
            var items = Enumerable.Range(0, 8).Select(_ => new CountingItem()).ToArray();
            var refused = 0;
            using var barrier = new Barrier(2);
            var scheduler = Task.Run(() =>
            {
                barrier.Meet();
                foreach (var item in items)
                {
                    try
                    {
                        threads.Schedule(item);
                    }
                    catch (ObjectDisposedException)
                    {
                        item.Ends.ShouldBe(0);
                        refused++;
                    }
                }
            });
            barrier.Meet();
            Thread.SpinWait(round % 100 * 20);
            await threads.DisposeAsync().InTime();
            await scheduler.InTime();

            // DisposeAsync waits for what was accepted before; what was refused stays untouched.
            items.Sum(item => item.Ends).ShouldBe(items.Length - refused);
            items.ShouldAllBe(item => item.Ends <= 1);
            threads.ThreadCount.ShouldBe(0);
        }
    }

    [Fact]
    public void An_exit_of_the_process_waits_for_what_is_queued_and_running()
    {
        using var threads = new WorkerThreads(Dedicated(1));
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var queued = new CountingItem();
        threads.Schedule(new CountingItem(() =>
        {
            started.Set();
            release.ShouldBeSet();
        }));
        threads.Schedule(queued);
        started.ShouldBeSet();

        var exit = new Thread(threads.WaitForIdle);
        exit.Start();
        queued.Runs.ShouldBe(0);
        release.Set();
        exit.ShouldEnd();
        queued.Runs.ShouldBe(1);
    }

    [Fact]
    public void An_exit_that_comes_from_a_thread_of_the_set_does_not_wait_for_itself()
    {
        using var threads = new WorkerThreads(Dedicated(1));
        using var exited = new ManualResetEventSlim();
        var waited = long.MaxValue;
        threads.Schedule(new CountingItem(() =>
        {
            var started = Environment.TickCount64;
            threads.WaitForIdle();
            waited = Environment.TickCount64 - started;
            exited.Set();
        }));
        exited.ShouldBeSet();
        waited.ShouldBeLessThan(1500);
    }
}
