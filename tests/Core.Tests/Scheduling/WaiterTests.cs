using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Scheduling;

public sealed class WaiterTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task A_grant_ends_the_wait_with_its_result()
    {
        var waiter = new TestWaiter(ContinuationPolicy.Pool);
        var task = waiter.Task;
        task.IsCompleted.ShouldBeFalse();
        waiter.TryGrant(7).ShouldBeTrue();
        (await task).ShouldBe(7);
    }

    [Fact]
    public void The_first_outcome_is_the_outcome()
    {
        var granted = new TestWaiter(ContinuationPolicy.Pool);
        granted.TryGrant(1).ShouldBeTrue();
        granted.TryGrant(2).ShouldBeFalse();
        granted.TryRefuse(new InvalidOperationException()).ShouldBeFalse();
        granted.Park().ShouldBe(1);

        var refused = new TestWaiter(ContinuationPolicy.Pool);
        refused.TryRefuse(new InvalidOperationException()).ShouldBeTrue();
        refused.TryGrant(1).ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => refused.Park());
    }

    [Fact]
    public void Of_the_token_and_the_clock_the_first_ends_the_wait()
    {
        using var cancellation = new CancellationTokenSource();
        var late = new TestWaiter(ContinuationPolicy.Pool);
        late.Listen(TimeSpan.FromSeconds(1), _clock, cancellation.Token);
        var cancelled = new TestWaiter(ContinuationPolicy.Pool);
        cancelled.Listen(TimeSpan.FromSeconds(2), _clock, cancellation.Token);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Should.Throw<TimeoutException>(() => late.Park());
        cancelled.IsDecided.ShouldBeFalse();
        cancellation.Cancel();
        Should.Throw<OperationCanceledException>(() => cancelled.Park()).CancellationToken.ShouldBe(cancellation.Token);
        _clock.Pending.ShouldBeEmpty();
    }

    [Fact]
    public void A_token_that_fired_before_ends_the_wait_at_once()
    {
        var waiter = new TestWaiter(ContinuationPolicy.Pool);
        waiter.Listen(Timeout.InfiniteTimeSpan, _clock, new CancellationToken(canceled: true));
        waiter.IsDecided.ShouldBeTrue();
        Should.Throw<OperationCanceledException>(() => waiter.Park());
    }

    [Fact]
    public void Where_the_policy_says_so_a_grant_runs_the_awaiting_code()
    {
        var waiter = new TestWaiter(ContinuationPolicy.Inline);
        var seen = 0;
        var task = waiter.Task;
        waiter.Afterwards(() => seen = task.GetAwaiter().GetResult());
        waiter.TryGrant(7);
        seen.ShouldBe(7);
    }

    [Fact]
    public void Awaiting_code_never_runs_inside_a_cancel()
    {
        using var cancellation = new CancellationTokenSource();
        var waiter = new TestWaiter(ContinuationPolicy.Inline);
        waiter.Listen(Timeout.InfiniteTimeSpan, _clock, cancellation.Token);
        using var ran = new ManualResetEventSlim();
        var thread = -1;
        waiter.Afterwards(() =>
        {
            thread = Environment.CurrentManagedThreadId;
            ran.Set();
        });
        var canceller = new Thread(cancellation.Cancel);
        canceller.Start();
        canceller.Join();
        ran.Wait(TestContext.Current.CancellationToken);
        thread.ShouldNotBe(canceller.ManagedThreadId);
    }

    [Fact]
    public void An_interruption_that_comes_after_the_grant_is_kept_for_later()
    {
        var waiter = new StubbornWaiter();
        var result = 0;
        Exception? later = null;
        var thread = new Thread(() =>
        {
            result = waiter.Park();
            later = Record.Exception(() => Thread.CurrentThread.Join(0));
        });
        thread.Start();
        SpinWait.SpinUntil(() => (thread.ThreadState & ThreadState.WaitSleepJoin) != 0, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        thread.Interrupt();
        thread.Join();
        result.ShouldBe(9);
        later.ShouldBeOfType<ThreadInterruptedException>();
    }

    [Fact]
    public void The_ambient_context_of_the_caller_does_not_travel_with_its_timer()
    {
        var ambient = new AsyncLocal<string> { Value = "caller" };
        var seen = "nothing";
        using var fired = new ManualResetEventSlim();
        using var timer = DetachedTimer.Create(
            TimeProvider.System,
            _ =>
            {
                seen = ambient.Value;
                fired.Set();
            },
            this,
            TimeSpan.Zero);
        fired.Wait(TestContext.Current.CancellationToken);
        seen.ShouldBeNull();
    }

    [Fact]
    public void Of_a_grant_and_a_cancellation_that_race_one_wins_and_the_other_knows()
    {
        for (var round = 0; round < 2_000; round++)
        {
            using var cancellation = new CancellationTokenSource();
            var waiter = new TestWaiter(ContinuationPolicy.Pool);
            waiter.Listen(Timeout.InfiniteTimeSpan, _clock, cancellation.Token);
            var granted = false;
            using var start = new Barrier(2);
            var granter = new Thread(() =>
            {
                start.SignalAndWait();
                granted = waiter.TryGrant(3);
            });
            granter.Start();
            start.SignalAndWait(TestContext.Current.CancellationToken);
            cancellation.Cancel();
            granter.Join();
            var outcome = Record.Exception(() => waiter.Park().ShouldBe(3));
            outcome?.ShouldBeOfType<OperationCanceledException>();
            (outcome is null).ShouldBe(granted);
        }
    }

    private sealed class TestWaiter(ContinuationPolicy policy) : Waiter<int>(policy)
    {
        public bool TryGrant(int result) => Grant(result);

        public bool TryRefuse(Exception exception) => Refuse(exception);

        /// <summary>Runs code as an <c>await</c> would, on no synchronization context.</summary>
        public void Afterwards(Action action) => Task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(action);

        public void Listen(TimeSpan timeout, TimeProvider clock, CancellationToken token) => Arm(timeout, clock, token);
    }

    /// <summary>Has a grant under way whenever it is asked to give up.</summary>
    private sealed class StubbornWaiter() : Waiter<int>(ContinuationPolicy.Pool)
    {
        protected override void GiveUp(Exception cause) => Grant(9);
    }
}
