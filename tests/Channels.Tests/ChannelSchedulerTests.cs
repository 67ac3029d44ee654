using Mapwright.Channeled;
using Mapwright.Testing;
using Mapwright.Tests.Scheduling;

namespace Mapwright.Channels.Tests;

public class ChannelSchedulerTests
{
    [Fact]
    public void The_scheduler_contract_is_kept() =>
        SchedulerContract.Verify(() => new ChannelScheduler(new ChannelSchedulerOptions { Threads = 2, Capacity = 4 }));

    [Fact]
    public async Task Bodies_run_on_named_background_threads_of_the_scheduler()
    {
        await using var scheduler = new ChannelScheduler(new ChannelSchedulerOptions { Name = "ingest", Threads = 1 });
        Thread? thread = null;

        await TestItem.Start(scheduler, () => thread = Thread.CurrentThread);

        thread!.Name.ShouldBe("ingest 1");
        thread.IsBackground.ShouldBeTrue();
        thread.IsThreadPoolThread.ShouldBeFalse();
    }

    [Fact]
    public async Task The_code_after_an_await_is_kept_off_the_schedulers_threads_unless_asked_for()
    {
        (await ContinuesOnItsThreadAsync(ContinuationPolicy.Pool)).ShouldBeFalse();
        (await ContinuesOnItsThreadAsync(ContinuationPolicy.Inline)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_does_not_fit_into_the_channel_waits_in_order()
    {
        await using var scheduler = new ChannelScheduler(new ChannelSchedulerOptions { Threads = 1, Capacity = 2 });
        using var gate = new ManualResetEventSlim();
        var order = new List<int>();
        var blocked = TestItem.Start(scheduler, gate.Wait).AsTask();

        var waiting = Enumerable.Range(0, 20).Select(i => TestItem.Start(scheduler, () => order.Add(i)).AsTask()).ToList();
        gate.Set();

        await Task.WhenAll(waiting.Append(blocked));
        order.ShouldBe(Enumerable.Range(0, 20));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_shutdown_finishes_or_fails_what_is_queued(bool drain)
    {
        var scheduler = new ChannelScheduler(new ChannelSchedulerOptions { Threads = 1, DrainOnShutdown = drain });
        using var entered = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var running = TestItem.Start(scheduler, () =>
        {
            entered.Set();
            gate.Wait();
        }).AsTask();
        entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken).ShouldBeTrue();
        var queued = TestItem.Start(scheduler, () => 7).AsTask();

        var ended = scheduler.DisposeAsync().AsTask();
        gate.Set();

        await ended;
        await running;
        if (drain)
        {
            (await queued).ShouldBe(7);
        }
        else
        {
            await Should.ThrowAsync<ObjectDisposedException>(() => queued);
        }
    }

    private static async Task<bool> ContinuesOnItsThreadAsync(ContinuationPolicy continuations)
    {
        await using var scheduler = new ChannelScheduler(new ChannelSchedulerOptions { Threads = 1, Continuations = continuations });
        using var entered = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        Thread? own = null;
        var after = ThreadAfterAsync(TestItem.Start(scheduler, () =>
        {
            own = Thread.CurrentThread;
            entered.Set();
            gate.Wait();
            return 0;
        }));
        entered.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        gate.Set();

        return await after == own;
    }

    private static async Task<Thread> ThreadAfterAsync(ValueTask<int> operation)
    {
        await operation;
        return Thread.CurrentThread;
    }
}
