namespace Mapwright.Core.Tests.Locks;

public sealed class RangeLockTests : LockTest
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LockMode.Shared, LockMode.Shared, true)]
    [InlineData(LockMode.Shared, LockMode.Exclusive, false)]
    [InlineData(LockMode.Exclusive, LockMode.Shared, false)]
    [InlineData(LockMode.Exclusive, LockMode.Exclusive, false)]
    public void Ranges_that_overlap_share_only_shared_locks(LockMode held, LockMode wanted, bool granted)
    {
        var files = Open(2);
        using var first = files[0].TryLockRange(held, 0, 10).ShouldNotBeNull();
        using var other = files[1].TryLockRange(wanted, 9, 10);
        (other is not null).ShouldBe(granted);
        using var same = files[0].TryLockRange(wanted, 5, 1);
        (same is not null).ShouldBe(granted, "two locks of one object are as those of two");
        OpenStranger().TryLockRange(wanted, 0, 1).ShouldBe(granted);
    }

    [Fact]
    public void A_guard_tells_what_it_locks()
    {
        var file = Open();
        using var range = file.LockRangeShared(7, 3);
        (range.IsRange, range.Offset, range.Length, range.Mode).ShouldBe((true, 7, 3, LockMode.Shared));
        using var whole = file.LockExclusive();
        (whole.IsRange, whole.Offset, whole.Length, whole.Mode).ShouldBe((false, 0, long.MaxValue, LockMode.Exclusive));
    }

    [Fact]
    public void Ranges_and_whole_file_locks_do_not_meet()
    {
        var files = Open(2);
        using var whole = files[0].LockExclusive();
        using var range = files[1].TryLockRange(LockMode.Exclusive, 0, long.MaxValue).ShouldNotBeNull();
    }

    [Fact]
    public void A_range_may_lie_at_the_end_of_all_offsets()
    {
        var file = Open();
        using var last = file.LockRangeExclusive(long.MaxValue - 1, 1);
        file.TryLockRange(LockMode.Shared, 0, long.MaxValue).ShouldBeNull();
        using var rest = file.TryLockRange(LockMode.Exclusive, 0, long.MaxValue - 1).ShouldNotBeNull();
        new FileInfo(Path).Length.ShouldBe(0);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(2, long.MaxValue - 1)]
    public void A_range_that_is_none_is_refused_on_the_callers_thread(long offset, long length)
    {
        var file = Open();
        Should.Throw<ArgumentOutOfRangeException>(() => file.TryLockRange(LockMode.Shared, offset, length));
        Should.Throw<ArgumentOutOfRangeException>(() => file.LockRangeShared(offset, length));
        Should.Throw<ArgumentOutOfRangeException>(() => file.LockRangeExclusiveAsync(offset, length, Token).AsTask());
    }

    [Fact]
    public void A_file_that_may_only_be_read_has_only_shared_ranges()
    {
        Open();
        using var file = Files.OpenRead(Path);
        Should.Throw<UnauthorizedAccessException>(() => file.TryLockRange(LockMode.Exclusive, 0, 1));
        using var guard = file.LockRangeShared(0, 1);
        Should.Throw<UnauthorizedAccessException>(() => guard.TryUpgrade());
        Should.Throw<UnauthorizedAccessException>(() => file.UpgradeLock(guard));
        guard.IsHeld.ShouldBeTrue();
    }

    [Fact]
    public void Giving_a_shared_range_back_leaves_what_another_one_of_the_object_covers()
    {
        var file = Open();
        var stranger = OpenStranger();
        var outer = file.LockRangeShared(0, 100);
        using var first = file.LockRangeShared(10, 10);
        using var second = file.LockRangeShared(15, 15);
        outer.Dispose();
        Locked(stranger).ShouldBe(Enumerable.Range(10, 20));
        second.Dispose();
        Locked(stranger).ShouldBe(Enumerable.Range(10, 10));
        first.Dispose();
        Locked(stranger).ShouldBeEmpty();

        static IEnumerable<int> Locked(Stranger stranger)
        {
            var locked = Enumerable.Range(0, 100).Where(offset => !stranger.TryLockRange(LockMode.Exclusive, offset, 1)).ToArray();
            stranger.UnlockRange(0, 100);
            return locked;
        }
    }

    [Fact]
    public void Closing_any_object_of_the_file_leaves_the_ranges_of_the_others()
    {
        var file = Open();
        using var guard = file.LockRangeExclusive(0, 10);
        Open().Dispose();
        using (File.OpenRead(Path))
        {
        }

        OpenStranger().TryLockRange(LockMode.Shared, 0, 1).ShouldBeFalse();
    }

    [Fact]
    public void Disposing_the_object_gives_all_its_ranges_back_though_a_lease_is_out()
    {
        File.WriteAllBytes(Path, new byte[100]);
        var map = Files.OpenMutableMapped(Path);
        _ = map.LockRangeExclusive(0, 10);
        _ = map.LockRangeShared(20, 10);
        _ = map.LockExclusive();
        using var lease = map.Lease();
        map.Dispose();
        var stranger = OpenStranger();
        stranger.TryLockRange(LockMode.Exclusive, 0, 100).ShouldBeTrue();
        stranger.TryLock(LockMode.Exclusive).ShouldBeTrue();
    }

    [Fact]
    public void A_waiter_gets_its_range_when_the_last_overlap_is_given_back()
    {
        var file = Open();
        var first = file.LockRangeShared(0, 10);
        var second = Open().LockRangeShared(10, 10);
        var wait = Open().LockRangeExclusiveAsync(5, 10, Token);
        first.Dispose();
        wait.IsCompleted.ShouldBeFalse();
        second.Dispose();
        Granted(wait).Dispose();
        Clock.Pending.ShouldBeEmpty();
    }

    [Fact]
    public void Waiters_for_separate_ranges_do_not_wait_for_each_other()
    {
        var file = Open();
        var stranger = OpenStranger();
        stranger.TryLockRange(LockMode.Exclusive, 0, 10).ShouldBeTrue();
        stranger.TryLockRange(LockMode.Exclusive, 10, 10).ShouldBeTrue();
        var first = file.LockRangeExclusiveAsync(0, 10, Token);
        var second = file.LockRangeExclusiveAsync(10, 10, Token);
        Clock.Pending.Count.ShouldBe(1, "one polls for all");
        stranger.UnlockRange(10, 10);
        Poll();
        Granted(second).Dispose();
        first.IsCompleted.ShouldBeFalse();
        Clock.Pending.Count.ShouldBe(1);
        stranger.UnlockRange(0, 10);
        Poll();
        Granted(first).Dispose();
    }

    [Fact]
    public void The_second_one_polls_when_the_first_is_cancelled()
    {
        var file = Open();
        var stranger = OpenStranger();
        stranger.TryLockRange(LockMode.Exclusive, 0, 20).ShouldBeTrue();
        using var cancellation = new CancellationTokenSource();
        var first = file.LockRangeExclusiveAsync(0, 10, cancellation.Token);
        var second = file.LockRangeExclusiveAsync(10, 10, Token);
        cancellation.Cancel();
        ShouldFail<OperationCanceledException>(first);
        Clock.Pending.Count.ShouldBe(1);
        stranger.UnlockRange(0, 20);
        Poll();
        Granted(second).Dispose();
    }

    [Fact]
    public void A_late_reader_does_not_starve_a_writer_of_an_overlapping_range()
    {
        var file = Open();
        var reader = file.LockRangeShared(0, 10);
        var writer = file.LockRangeExclusiveAsync(5, 10, Token);
        file.TryLockRange(LockMode.Shared, 12, 1).ShouldBeNull();
        file.TryLockRange(LockMode.Shared, 0, 5).ShouldNotBeNull().Dispose();
        reader.Dispose();
        Granted(writer).Dispose();
    }

    [Fact]
    public void Disposing_the_object_ends_all_its_waits()
    {
        var file = Open();
        using var held = Open().LockRangeExclusive(0, 20);
        var first = file.LockRangeExclusiveAsync(0, 10, Token);
        var second = file.LockRangeSharedAsync(5, 10, Token);
        file.Dispose();
        ShouldFail<ObjectDisposedException>(first);
        ShouldFail<ObjectDisposedException>(second);
    }

    [Fact]
    public void A_range_that_is_not_given_at_once_is_waited_for_as_long_as_was_allowed()
    {
        using var held = Open().LockRangeExclusive(0, 10);
        Should.Throw<TimeoutException>(() => Open().LockRangeShared(0, 1, TimeSpan.Zero));
        var wait = Open().LockRangeExclusiveAsync(0, 1, TimeSpan.FromSeconds(1), Token);
        Clock.Advance(TimeSpan.FromMilliseconds(999));
        wait.IsCompleted.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        ShouldFail<TimeoutException>(wait);
    }
}
