using System.Collections.Concurrent;
using Mapwright.Tests.Scheduling;
using static Mapwright.Core.Tests.Scheduling.WorkerThreadsTests;

namespace Mapwright.Core.Tests.Scheduling;

/// <summary>A million operations in all. Seen to fail with either owner's bit removed from the item.</summary>
[Collection(Alone.Name)]
public sealed class SchedulerStressTests
{
    private const int Callers = 8;

    [Fact]
    public Task Dedicated_threads() => RunAsync(new ThreadSetScheduler(Dedicated(2)), 250_000);

    [Fact]
    public Task Dedicated_threads_where_the_awaiting_code_goes_on_inline() =>
        RunAsync(new ThreadSetScheduler(Dedicated(2) with { QueueCapacity = 4 }, ContinuationPolicy.Inline), 250_000);

    [Fact]
    public Task Elastic_threads_that_exit_whenever_they_can() =>
        RunAsync(new ThreadSetScheduler(Elastic(4) with { IdleTimeout = TimeSpan.FromMilliseconds(1) }), 150_000);

    [Fact]
    public Task A_scheduler_that_lets_items_wait_and_runs_them_in_any_order() => RunAsync(new DisorderlyScheduler(), 150_000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Schedulers_that_are_shut_down_in_mid_run(bool drain)
    {
        var options = Dedicated(2) with { QueueCapacity = 4, DrainOnShutdown = drain };
        var current = new ThreadSetScheduler(options);
        var stress = new SchedulerStress(() => Volatile.Read(ref current), seed: 5);
        var running = stress.RunAsync(100_000, Callers);
        var shutdowns = 0;
        while (!running.IsCompleted)
        {
            await Task.Yield();
            var old = Interlocked.Exchange(ref current, new ThreadSetScheduler(options));
            await old.DisposeAsync().InTime();
            shutdowns++;
        }

        await running;
        await current.DisposeAsync().InTime();
        shutdowns.ShouldBeGreaterThan(10);
        stress.Refused.ShouldBeGreaterThan(0);
        stress.Forgotten.ShouldAllBe(operation => operation.Runs <= 1);
    }

    private static async Task RunAsync<TScheduler>(TScheduler scheduler, int operations)
        where TScheduler : IScheduler, IAsyncDisposable
    {
        var stress = new SchedulerStress(() => scheduler, seed: 1);
        await stress.RunAsync(operations, Callers);
        await scheduler.DisposeAsync().InTime();
        stress.Cancelled.ShouldBeGreaterThan(0);
        stress.Refused.ShouldBe(0);
        stress.Forgotten.ShouldAllBe(operation => operation.Runs == 1);
    }

    /// <summary>Two threads that take any item but the newest, so that a cancelled one stays queued for long.</summary>
    private sealed class DisorderlyScheduler : IScheduler, IAsyncDisposable
    {
        private readonly Lock _gate = new();
        private readonly List<IWorkItem> _items = [];
        private readonly SemaphoreSlim _count = new(0);
        private readonly Thread[] _threads;

        public DisorderlyScheduler()
        {
            _threads = [new Thread(() => Run(new Random(1))), new Thread(() => Run(new Random(2)))];
            Array.ForEach(_threads, thread => thread.Start());
        }

        public void Schedule(IWorkItem item)
        {
            lock (_gate)
            {
                _items.Add(item);
            }

            _count.Release();
        }

        public ValueTask DisposeAsync()
        {
            _count.Release(_threads.Length);
            Array.ForEach(_threads, Eventually.ShouldEnd);
            _count.Dispose();
            return default;
        }

        private void Run(Random random)
        {
            while (true)
            {
                _count.Wait();
                IWorkItem item;
                lock (_gate)
                {
                    if (_items.Count == 0)
                    {
                        return;
                    }

                    var any = random.Next(int.Max(1, _items.Count - 1));
                    item = _items[any];
                    _items.RemoveAt(any);
                }

                item.Execute();
            }
        }
    }
}
