using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Locks;

/// <summary>Locks that are held by a party outside of the process's knowledge.</summary>
public sealed class LockPollTests : LockTest
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_waiter_gets_the_lock_after_a_stranger_gave_it_back()
    {
        var stranger = OpenStranger();
        stranger.TryLock(LockMode.Exclusive);
        var wait = Open().LockExclusiveAsync(Token);
        Poll();
        wait.IsCompleted.ShouldBeFalse();

        stranger.Unlock();
        wait.IsCompleted.ShouldBeFalse();
        Poll();
        Granted(wait).Dispose();
    }

    [Fact]
    public void Only_the_first_in_line_polls()
    {
        var stranger = OpenStranger();
        stranger.TryLock(LockMode.Exclusive);
        var waits = Open(5).Select(file => file.LockExclusiveAsync(Token)).ToArray();
        for (var i = 0; i < 20; i++)
        {
            Clock.Pending.Count.ShouldBe(1);
            Clock.Advance(TimeSpan.FromMilliseconds(5));
            Scheduler.Count.ShouldBe(1);
            Scheduler.RunAll();
        }

        stranger.Unlock();
        Poll();
        Array.ForEach(waits, wait => Granted(wait).Dispose());
    }

    [Fact]
    public void Polling_begins_after_50_microseconds_and_ends_up_at_5_milliseconds()
    {
        OpenStranger().TryLock(LockMode.Exclusive);
        var wait = Open().LockExclusiveAsync(Token);
        Clock.Pending[0].TotalMicroseconds.ShouldBeInRange(25, 50);
        for (var i = 0; i < 10; i++)
        {
            Poll();
        }

        Clock.Pending[0].TotalMicroseconds.ShouldBeInRange(2500, 5000);
        wait.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public void The_poll_runs_on_the_scheduler_and_not_on_the_clocks_thread()
    {
        var stranger = OpenStranger();
        stranger.TryLock(LockMode.Exclusive);
        var wait = Open().LockExclusiveAsync(Token);
        stranger.Unlock();
        Clock.Advance(TimeSpan.FromMilliseconds(5));
        wait.IsCompleted.ShouldBeFalse();
        Scheduler.RunAll();
        Granted(wait).Dispose();
    }

    [Fact]
    public void The_next_polls_when_the_first_has_given_up()
    {
        var stranger = OpenStranger();
        stranger.TryLock(LockMode.Exclusive);
        var files = Open(2);
        using var cancellation = new CancellationTokenSource();
        var first = files[0].LockExclusiveAsync(cancellation.Token);
        var second = files[1].LockExclusiveAsync(Token);

        cancellation.Cancel();
        ShouldFail<OperationCanceledException>(first);
        Clock.Pending.Count.ShouldBe(1);
        stranger.Unlock();
        Poll();
        Granted(second).Dispose();
    }

    [Fact]
    public void A_scheduler_that_is_shut_down_fails_the_waiters_that_would_poll()
    {
        OpenStranger().TryLock(LockMode.Exclusive);
        var files = Open(2);
        var waits = files.Select(file => file.LockExclusiveAsync(Token)).ToArray();
        Clock.Advance(TimeSpan.FromMilliseconds(5));
        Scheduler.Stop();
        ShouldFail<ObjectDisposedException>(waits[0]);
        Clock.Advance(TimeSpan.FromMilliseconds(5));
        ShouldFail<ObjectDisposedException>(waits[1]);
    }

    [Fact]
    public void A_waiter_that_is_cancelled_while_the_kernel_is_asked_gets_no_lock_and_keeps_none()
    {
        using var cancellation = new CancellationTokenSource();
        var asked = 0;
        var platform = new LockingPlatform { Locking = () => { if (++asked == 3) { cancellation.Cancel(); } } };
        var stranger = OpenStranger();
        stranger.TryLock(LockMode.Exclusive);
        var file = Open(FilesOn(platform));
        var wait = file.LockExclusiveAsync(cancellation.Token);
        asked.ShouldBe(2);

        stranger.Unlock();
        Poll();
        ShouldFail<OperationCanceledException>(wait);
        stranger.TryLock(LockMode.Exclusive).ShouldBeTrue();
        stranger.Unlock();
        file.LockExclusive(Token).Dispose();
    }

    [Fact]
    public void An_object_that_is_disposed_while_the_kernel_is_asked_gets_no_lock_and_keeps_none()
    {
        FileLockBase? file = null;
        var asked = 0;
        var platform = new LockingPlatform { Locking = () => { if (++asked == 3) { file!.Dispose(); } } };
        var stranger = OpenStranger();
        stranger.TryLock(LockMode.Exclusive);
        file = Open(FilesOn(platform));
        var wait = file.LockExclusiveAsync(Token);
        stranger.Unlock();
        Poll();
        ShouldFail<ObjectDisposedException>(wait);
        stranger.TryLock(LockMode.Exclusive).ShouldBeTrue();
    }

    [Fact]
    public void An_object_that_is_disposed_while_its_waiter_polls_has_given_back_its_locks_when_the_wait_ends()
    {
        var stranger = OpenStranger();
        stranger.TryLockRange(LockMode.Shared, 1000, 1);
        var file = Open();
        var guard = file.LockRangeExclusive(0, 10, Token);
        var wait = file.LockRangeExclusiveAsync(1000, 1, Token);
        (bool Ended, bool Held) seen = default;
        Clock.Setting = () =>
        {
            Clock.Setting = null;
            file.Dispose();
            seen = (wait.IsCompleted, guard.IsHeld);
        };

        Poll();
        seen.ShouldBe((true, false));
        ShouldFail<ObjectDisposedException>(wait);
    }

    [Fact]
    public void A_lock_that_the_system_refuses_is_reported_and_the_object_may_ask_again()
    {
        var platform = new LockingPlatform();
        platform.Fail(times: 3);
        var file = Open(FilesOn(platform));
        Should.Throw<StorageException>(() => file.TryLock(LockMode.Shared)).Operation.ShouldBe("TryLock");
        Should.Throw<StorageException>(() => file.LockExclusive()).Code.ShouldBe(StorageErrorCode.DeviceError);
        ShouldFail<StorageException>(file.LockSharedAsync(Token));
        file.LockExclusive().Dispose();
    }

    [Fact]
    public void A_lock_that_the_system_refuses_during_the_wait_fails_that_waiter_alone()
    {
        var stranger = OpenStranger();
        stranger.TryLock(LockMode.Exclusive);
        var platform = new LockingPlatform();
        var files = FilesOn(platform);
        var first = Open(files).LockExclusiveAsync(Token);
        var second = Open(files).LockExclusiveAsync(Token);
        platform.Fail(times: 1);
        Poll();
        ShouldFail<StorageException>(first);
        stranger.Unlock();
        Poll();
        Granted(second).Dispose();
    }

    [Fact]
    public void An_unlock_that_fails_is_reported_and_may_be_repeated()
    {
        var platform = new LockingPlatform();
        var guard = Open(FilesOn(platform)).LockExclusive();
        platform.UnlockError = ForwardingPlatform.DeviceError;
        Should.Throw<StorageException>(guard.Dispose).Operation.ShouldBe("Unlock");
        guard.DisposeAsync().AsTask().IsFaulted.ShouldBeTrue();
        guard.IsHeld.ShouldBeTrue();
        platform.UnlockError = 0;
        guard.Dispose();
        guard.IsHeld.ShouldBeFalse();
        OpenStranger().TryLock(LockMode.Exclusive).ShouldBeTrue();
    }

    [Fact]
    public void Disposing_the_object_unlocks_explicitly_and_reports_what_fails()
    {
        var platform = new LockingPlatform { UnlockError = ForwardingPlatform.DeviceError };
        var files = FilesOn(platform);
        var file = files.OpenLock(Path);
        var other = files.OpenLock(Path);
        _ = file.LockExclusive();
        var next = other.LockExclusiveAsync(Token);
        Should.Throw<StorageException>(file.Dispose).Operation.ShouldBe("Unlock");
        platform.Unlocked.ShouldBe(1);
        platform.UnlockError = 0;
        Granted(next).Dispose();
        other.Dispose();
    }

    private sealed class LockingPlatform : ForwardingPlatform
    {
        private int _failures;

        public Action? Locking { get; set; }

        public int UnlockError { get; set; }

        public int Unlocked { get; private set; }

        public void Fail(int times) => _failures = times;

        public override IoResult TryLock(PlatformFile file, LockMode mode)
        {
            Locking?.Invoke();
            return _failures-- > 0 ? IoResult.Failure(DeviceError) : base.TryLock(file, mode);
        }

        public override IoResult Unlock(PlatformFile file)
        {
            Unlocked++;
            return UnlockError == 0 ? base.Unlock(file) : IoResult.Failure(UnlockError);
        }
    }
}
