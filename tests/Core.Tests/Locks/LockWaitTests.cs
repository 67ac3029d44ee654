namespace Mapwright.Core.Tests.Locks;

public sealed class LockWaitTests : LockTest
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Waiters_of_one_process_are_served_in_order_without_any_poll()
    {
        var files = Open(6);
        var guard = files[0].LockExclusive();
        var waits = files[1..].Select(file => file.LockExclusiveAsync(Token)).ToArray();
        foreach (var wait in waits)
        {
            waits.Count(each => each.IsCompleted).ShouldBe(Array.IndexOf(waits, wait));
            guard.Dispose();
            guard = Granted(wait);
        }

        guard.Dispose();
        Clock.Pending.ShouldBeEmpty();
        Scheduler.Count.ShouldBe(0);
    }

    [Fact]
    public void Shared_waiters_in_a_row_are_served_together_and_do_not_pass_an_exclusive_one()
    {
        var files = Open(5);
        var writer = files[0].LockExclusive();
        var readers = files[1..3].Select(file => file.LockSharedAsync(Token)).ToArray();
        var nextWriter = files[3].LockExclusiveAsync(Token);
        var lateReader = files[4].LockSharedAsync(Token);

        writer.Dispose();
        var guards = readers.Select(Granted).ToArray();
        nextWriter.IsCompleted.ShouldBeFalse();
        lateReader.IsCompleted.ShouldBeFalse();

        guards[0].Dispose();
        nextWriter.IsCompleted.ShouldBeFalse();
        guards[1].Dispose();
        Granted(nextWriter).Dispose();
        Granted(lateReader).Dispose();
    }

    [Fact]
    public void Trying_does_not_pass_those_who_wait()
    {
        var files = Open(3);
        using var reader = files[0].LockShared();
        var writer = files[1].LockExclusiveAsync(Token);
        files[2].TryLock(LockMode.Shared).ShouldBeNull();
        reader.Dispose();
        Granted(writer).Dispose();
        files[2].TryLock(LockMode.Shared).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void A_cancelled_waiter_leaves_the_line_and_its_object_may_ask_again()
    {
        var files = Open(3);
        using var cancellation = new CancellationTokenSource();
        var guard = files[0].LockExclusive();
        var cancelled = files[1].LockExclusiveAsync(cancellation.Token);
        var next = files[2].LockExclusiveAsync(Token);

        cancellation.Cancel();
        Should.Throw<OperationCanceledException>(() => cancelled.GetAwaiter().GetResult()).CancellationToken.ShouldBe(cancellation.Token);
        var again = files[1].LockExclusiveAsync(Token);

        guard.Dispose();
        Granted(next).Dispose();
        Granted(again).Dispose();
    }

    [Fact]
    public void When_the_first_in_line_gives_up_those_behind_it_need_not_wait_for_a_release()
    {
        var files = Open(3);
        using var cancellation = new CancellationTokenSource();
        using var reader = files[0].LockShared();
        var writer = files[1].LockExclusiveAsync(cancellation.Token);
        var secondReader = files[2].LockSharedAsync(Token);
        secondReader.IsCompleted.ShouldBeFalse();

        cancellation.Cancel();
        ShouldFail<OperationCanceledException>(writer);
        Granted(secondReader).Dispose();
    }

    [Fact]
    public void A_waiter_whose_time_is_over_leaves_the_line()
    {
        var files = Open(2);
        var guard = files[0].LockExclusive();
        var wait = files[1].LockExclusiveAsync(TimeSpan.FromSeconds(3), Token);
        Clock.Advance(TimeSpan.FromSeconds(2.9));
        wait.IsCompleted.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromSeconds(0.1));
        ShouldFail<TimeoutException>(wait);

        guard.Dispose();
        files[1].TryLock(LockMode.Exclusive).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void A_waiter_that_is_served_in_time_needs_its_timer_no_more()
    {
        var files = Open(2);
        var guard = files[0].LockExclusive();
        var wait = files[1].LockExclusiveAsync(TimeSpan.FromSeconds(3), Token);
        guard.Dispose();
        using var second = Granted(wait);
        Clock.Pending.ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromSeconds(4));
        second.IsHeld.ShouldBeTrue();
    }

    [Fact]
    public void With_no_time_to_wait_a_held_lock_is_a_timeout_at_once()
    {
        var files = Open(2);
        using var guard = files[0].LockExclusive();
        Should.Throw<TimeoutException>(() => files[1].LockExclusive(TimeSpan.Zero));
        guard.Dispose();
        files[1].LockExclusive(TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void Disposing_an_object_fails_its_waiter_and_serves_the_next()
    {
        var files = Open(3);
        var guard = files[0].LockExclusive();
        var closed = files[1].LockExclusiveAsync(Token);
        var next = files[2].LockExclusiveAsync(Token);

        files[1].Dispose();
        ShouldFail<ObjectDisposedException>(closed);
        guard.Dispose();
        Granted(next).Dispose();
    }

    [Fact]
    public void Disposing_an_object_gives_its_lock_to_the_next()
    {
        var files = Open(2);
        var guard = files[0].LockExclusive();
        var next = files[1].LockExclusiveAsync(Token);
        files[0].Dispose();
        guard.IsHeld.ShouldBeFalse();
        guard.Dispose();
        Granted(next).Dispose();
    }

    [Fact]
    public async Task Disposing_an_object_asynchronously_gives_its_lock_to_the_next()
    {
        var files = Open(2);
        _ = files[0].LockExclusive();
        var next = files[1].LockExclusiveAsync(Token);
        var closing = files[0].DisposeAsync();
        Scheduler.RunAll();
        await closing;
        Granted(next).Dispose();
    }

    [Fact]
    public void A_thread_that_waits_goes_on_when_the_lock_is_free()
    {
        var files = Open(2);
        var guard = files[0].LockExclusive();
        var thread = StartWaiting(() => files[1].LockExclusive(Token).Dispose());
        guard.Dispose();
        thread.ShouldEndWith(null);
    }

    [Fact]
    public void A_thread_that_waits_goes_on_when_its_object_is_disposed()
    {
        var files = Open(2);
        using var guard = files[0].LockExclusive();
        var thread = StartWaiting(() => files[1].LockExclusive(Token).Dispose());
        files[1].Dispose();
        thread.ShouldEndWith(typeof(ObjectDisposedException));
    }

    [Fact]
    public void A_thread_that_is_interrupted_while_it_waits_gets_no_lock()
    {
        var files = Open(2);
        var guard = files[0].LockExclusive();
        var thread = StartWaiting(() => files[1].LockExclusive(Token).Dispose());
        thread.Interrupt();
        thread.ShouldEndWith(typeof(ThreadInterruptedException));
        guard.Dispose();
        files[1].TryLock(LockMode.Exclusive).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void A_lock_that_became_garbage_does_not_keep_the_waiters_of_the_process()
    {
        var file = Open();
        LockAndForget();
        var wait = file.LockExclusiveAsync(Token);
        for (var i = 0; i < 100 && !wait.IsCompleted; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Poll();
        }

        Granted(wait).Dispose();

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        void LockAndForget() => _ = Files.OpenLock(Path).LockExclusive();
    }

    private static WaitingThread StartWaiting(Action wait) => new(wait);

    /// <summary>A thread that has come to rest in a wait.</summary>
    private sealed class WaitingThread
    {
        private readonly Thread _thread;
        private Exception? _end;

        public WaitingThread(Action wait)
        {
            _thread = new Thread(() => _end = Record.Exception(wait)) { IsBackground = true };
            _thread.Start();
            SpinWait.SpinUntil(() => (_thread.ThreadState & ThreadState.WaitSleepJoin) != 0, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        }

        public void Interrupt() => _thread.Interrupt();

        public void ShouldEndWith(Type? exception)
        {
            _thread.Join(TimeSpan.FromSeconds(30)).ShouldBeTrue();
            _end?.GetType().ShouldBe(exception);
            (_end is null).ShouldBe(exception is null);
        }
    }
}
