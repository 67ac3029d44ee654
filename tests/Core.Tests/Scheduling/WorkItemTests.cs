using Mapwright.Core.Tests.Fakes;
using Mapwright.Tests.Scheduling;

namespace Mapwright.Core.Tests.Scheduling;

public sealed class WorkItemTests
{
    private readonly ManualScheduler _scheduler = new();

    [Fact]
    public async Task An_operation_has_the_result_of_its_body()
    {
        var pending = TestItem.Start(_scheduler, () => 7);
        pending.IsCompleted.ShouldBeFalse();
        _scheduler.RunAll();
        (await pending).ShouldBe(7);
    }

    [Fact]
    public async Task An_operation_fails_with_the_error_of_its_body()
    {
        var pending = TestItem.Start(_scheduler, () => throw new TimeZoneNotFoundException());
        _scheduler.RunAll();
        await Should.ThrowAsync<TimeZoneNotFoundException>(async () => await pending);
    }

    [Fact]
    public async Task An_operation_without_a_result_completes_and_fails_too()
    {
        var runs = 0;
        var pending = TestItem.Start(_scheduler, () => { runs++; });
        var failing = TestItem.Start(_scheduler, static void () => throw new TimeZoneNotFoundException());
        _scheduler.RunAll();
        await pending;
        runs.ShouldBe(1);
        await Should.ThrowAsync<TimeZoneNotFoundException>(async () => await failing);
    }

    [Fact]
    public async Task A_scheduler_that_stops_fails_what_it_holds_and_what_comes_later()
    {
        var runs = 0;
        var held = TestItem.Start(_scheduler, () => ++runs);
        _scheduler.Stop();
        var late = TestItem.Start(_scheduler, () => ++runs);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await held);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await late);
        runs.ShouldBe(0);
    }

    [Fact]
    public void A_result_that_is_not_there_yet_cannot_be_taken()
    {
        var pending = TestItem.Start(_scheduler, () => 7);
        Should.Throw<InvalidOperationException>(() => pending.GetAwaiter().GetResult());
        _scheduler.RunAll();
        pending.GetAwaiter().GetResult().ShouldBe(7);
    }

    [Fact]
    public void A_result_is_taken_once()
    {
        var pending = TestItem.Start(_scheduler, () => 7);
        _scheduler.RunAll();
        pending.GetAwaiter().GetResult();
        Should.Throw<InvalidOperationException>(() => pending.GetAwaiter().GetResult());

        // The same item, for another renter.
        var next = TestItem.Start(_scheduler, () => 8);
        Should.Throw<InvalidOperationException>(() => pending.GetAwaiter().GetResult());
        _scheduler.RunAll();
        Should.Throw<InvalidOperationException>(() => pending.GetAwaiter().GetResult());
        next.GetAwaiter().GetResult().ShouldBe(8);
    }

    [Fact]
    public void An_item_is_run_once()
    {
        var item = TestItem.Rent(() => 7);
        var pending = item.Start(_scheduler);
        _scheduler.RunAll();
        Should.Throw<InvalidOperationException>(((IWorkItem)item).Execute);
        Should.Throw<InvalidOperationException>(() => ((IWorkItem)item).Fail(new TimeZoneNotFoundException()));
        pending.GetAwaiter().GetResult().ShouldBe(7);
    }

    [Fact]
    public async Task By_default_the_awaiting_code_goes_on_in_the_pool()
    {
        var runner = 0;
        var pending = AwaitingThreadAsync(TestItem.Start(_scheduler, () => 7));
        var thread = new Thread(() =>
        {
            runner = Environment.CurrentManagedThreadId;
            _scheduler.RunAll();
        });
        thread.Start();
        thread.Join();
        (await pending).ShouldNotBe(runner);
    }

    [Fact]
    public async Task Where_the_scheduler_allows_it_the_awaiting_code_goes_on_where_the_body_ran()
    {
        var scheduler = new AskedScheduler(allows: true);
        var runner = 0;
        var pending = AwaitingThreadAsync(TestItem.Start(scheduler, () => 7));
        var thread = new Thread(() =>
        {
            runner = Environment.CurrentManagedThreadId;
            scheduler.Items.RunAll();
        });
        thread.Start();
        thread.Join();
        (await pending).ShouldBe(runner);
    }

    [Fact]
    public async Task A_scheduler_is_asked_where_to_go_on_after_the_body_and_before_the_awaiting_code()
    {
        var scheduler = new AskedScheduler(allows: true);
        var events = scheduler.Events;
        var pending = RecordAsync(TestItem.Start(scheduler, () =>
        {
            events.Add("body");
            return 7;
        }));
        scheduler.Items.RunAll();
        await pending;
        events.ShouldBe(["body", "asked", "awaiting code"]);

        async Task RecordAsync(ValueTask<int> operation)
        {
            await operation.ConfigureAwait(false);
            events.Add("awaiting code");
        }
    }

    [Fact]
    public async Task A_captured_context_gets_the_awaiting_code_whatever_the_scheduler_allows()
    {
        var scheduler = new AskedScheduler(allows: true);
        var context = new CountingContext();
        SynchronizationContext.SetSynchronizationContext(context);
        var pending = AwaitAsync(TestItem.Start(scheduler, () => 7));
        SynchronizationContext.SetSynchronizationContext(null);
        scheduler.Items.RunAll();
        (await pending.ConfigureAwait(false)).ShouldBe(7);
        context.Posts.ShouldBe(1);

        static async Task<int> AwaitAsync(ValueTask<int> operation) => await operation.ConfigureAwait(true);
    }

    private static async Task<int> AwaitingThreadAsync(ValueTask<int> pending)
    {
        await pending.ConfigureAwait(false);
        return Environment.CurrentManagedThreadId;
    }

    private sealed class CountingContext : SynchronizationContext
    {
        private int _posts;

        public int Posts => _posts;

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posts);
            base.Post(d, state);
        }
    }
}
