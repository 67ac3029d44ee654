using System.Collections.Concurrent;
using Mapwright.Channeled;
using Mapwright.Inlined;
using Mapwright.Pooled;

namespace Mapwright.Testing.Tests;

public sealed class SchedulerContractTests
{
    private static readonly SchedulerContractOptions s_impatient = new() { Patience = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public void The_pool_scheduler_keeps_the_contract() => SchedulerContract.Verify(() => new PoolScheduler());

    [Fact]
    public void The_channel_scheduler_keeps_the_contract() =>
        SchedulerContract.Verify(() => new ChannelScheduler(new ChannelSchedulerOptions { Threads = 2, Capacity = 16 }));

    [Fact]
    public void The_channel_scheduler_that_fails_what_is_queued_keeps_the_contract() =>
        SchedulerContract.Verify(() => new ChannelScheduler(new ChannelSchedulerOptions { Threads = 2, DrainOnShutdown = false }));

    [Fact]
    public void The_inline_scheduler_keeps_the_contract() =>
        SchedulerContract.Verify(() => InlineScheduler.Shared, new SchedulerContractOptions { RunsOnCaller = true });

    [Fact]
    public void The_deterministic_scheduler_keeps_the_contract() => SchedulerContract.Verify(
        () => new DeterministicScheduler(),
        new SchedulerContractOptions { Drive = scheduler => ((DeterministicScheduler)scheduler).RunAll() });

    [Fact]
    public void A_scheduler_that_loses_items_is_found_out() => Violations(new Broken { Loses = true }).ShouldContain("neither run nor failed");

    [Fact]
    public void A_scheduler_that_runs_an_item_twice_is_found_out() => Violations(new Broken { Repeats = true }).ShouldContain("more than once");

    [Fact]
    public void A_scheduler_that_blocks_when_it_is_full_is_found_out() => Violations(new Broken { Capacity = 100 }).ShouldContain("it blocked");

    [Fact]
    public void A_scheduler_that_uses_an_item_after_it_ran_is_found_out() => Violations(new Broken { Touches = true }).ShouldContain("used Next");

    [Fact]
    public void A_scheduler_that_forgets_what_is_queued_on_shutdown_is_found_out() =>
        Violations(new Broken { Forgets = true }).ShouldContain("before it is shut down: The scheduler breaks");

    [Fact]
    public void A_scheduler_that_accepts_after_its_shutdown_is_found_out() =>
        Violations(new Broken { Accepts = true }).ShouldContain("accepted an item after its shutdown");

    [Fact]
    public void A_scheduler_that_fails_items_for_no_reason_is_found_out() =>
        Violations(new Broken { Fails = true }).ShouldContain("failed though the scheduler was not shut down");

    private static string Violations(Broken pattern) =>
        Should.Throw<SchedulerContractException>(() => SchedulerContract.Verify(() => pattern.Start(), s_impatient)).Message;

    /// <summary>One thread, and one mistake of choice.</summary>
    private sealed record Broken : IScheduler, IDisposable
    {
        private BlockingCollection<IWorkItem> _queue = [];
        private int _count;

        public bool Loses { get; init; }

        public bool Repeats { get; init; }

        public bool Touches { get; init; }

        public bool Forgets { get; init; }

        public bool Accepts { get; init; }

        public bool Fails { get; init; }

        public int Capacity { get; init; } = int.MaxValue;

        public Broken Start()
        {
            var started = this with { _queue = new BlockingCollection<IWorkItem>(Capacity) };
            new Thread(started.Work) { IsBackground = true }.Start();
            return started;
        }

        public void Schedule(IWorkItem item)
        {
            if (Loses && Interlocked.Increment(ref _count) % 100 == 0)
            {
                return;
            }

            try
            {
                _queue.Add(item);
            }
            catch (InvalidOperationException) when (Accepts)
            {
                item.Execute();
            }
            catch (InvalidOperationException)
            {
                throw new ObjectDisposedException(nameof(Broken));
            }
        }

        public void Dispose()
        {
            _queue.CompleteAdding();
            while (Forgets && _queue.TryTake(out _))
            {
            }
        }

        private void Work()
        {
            foreach (var item in _queue.GetConsumingEnumerable())
            {
                if (Fails && ++_count % 100 == 0)
                {
                    item.Fail(new IOException());
                    continue;
                }

                item.Execute();
                if (Repeats)
                {
                    item.Execute();
                }

                if (Touches)
                {
                    item.Next = null;
                }
            }
        }
    }
}
