using System.Collections.Concurrent;
using Mapwright.Tests.Scheduling;
using static Mapwright.Core.Tests.Scheduling.WorkerThreadsTests;

namespace Mapwright.Core.Tests.Scheduling;

/// <summary>A million operations in all, or as many as fit into a minute. Seen to fail with either owner's bit removed from the item.</summary>
[Collection(Alone.Name)]
public sealed class SchedulerStressTests
{
    [Fact]
    public Task Dedicated_threads() => StressRun.ToTheEndAsync(new ThreadSetScheduler(Dedicated(2)), 250_000);

    [Fact]
    public Task Dedicated_threads_where_the_awaiting_code_goes_on_inline() =>
        StressRun.ToTheEndAsync(new ThreadSetScheduler(Dedicated(2) with { QueueCapacity = 4 }, ContinuationPolicy.Inline), 250_000);

    [Fact]
    public Task Elastic_threads_that_exit_whenever_they_can() =>
        StressRun.ToTheEndAsync(new ThreadSetScheduler(Elastic(4) with { IdleTimeout = TimeSpan.FromMilliseconds(1) }), 150_000);

    [Fact]
    public Task A_scheduler_that_lets_items_wait_and_runs_them_in_any_order() => StressRun.ToTheEndAsync(new DisorderlyScheduler(), 150_000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Schedulers_that_are_shut_down_in_mid_run(bool drain) =>
        StressRun.WithShutdownsAsync(() => new ThreadSetScheduler(Dedicated(2) with { QueueCapacity = 4, DrainOnShutdown = drain }), 100_000, failsWhatIsQueued: !drain);

    /// <summary>
    /// Two threads that take any item but the newest, so that a cancelled one stays queued for long. It notices an item that comes
    /// again, for another renter, while it is still queued.
    /// </summary>
    private sealed class DisorderlyScheduler : IScheduler, IAsyncDisposable
    {
        private readonly Lock _gate = new();
        private readonly List<IWorkItem> _queued = [];
        private readonly HashSet<IWorkItem> _distinct = new(ReferenceEqualityComparer.Instance);
        private readonly SemaphoreSlim _count = new(0);
        private readonly Thread[] _threads;
        private int _queuedTwice;

        public DisorderlyScheduler()
        {
            _threads = [new Thread(() => Run(new Random(1))), new Thread(() => Run(new Random(2)))];
            Array.ForEach(_threads, thread => thread.Start());
        }

        public void Schedule(IWorkItem item)
        {
            lock (_gate)
            {
                _queued.Add(item);
                _queuedTwice += _distinct.Add(item) ? 0 : 1;
            }

            _count.Release();
        }

        public ValueTask DisposeAsync()
        {
            _count.Release(_threads.Length);
            Array.ForEach(_threads, Eventually.ShouldEnd);
            _count.Dispose();
            _queuedTwice.ShouldBe(0);
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
                    if (_queued.Count == 0)
                    {
                        return;
                    }

                    var any = random.Next(int.Max(1, _queued.Count - 1));
                    item = _queued[any];
                    _queued.RemoveAt(any);
                    _distinct.Remove(item);
                }

                item.Execute();
            }
        }
    }
}
