using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Locks;

public sealed class LockConversionTests : LockTest
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_range_is_converted_in_one_step()
    {
        var stranger = OpenStranger();
        using var guard = Open().LockRangeShared(0, 10);
        guard.TryUpgrade().ShouldBe(LockConversion.Kept);
        guard.Mode.ShouldBe(LockMode.Exclusive);
        stranger.TryLockRange(LockMode.Shared, 0, 1).ShouldBeFalse();
        guard.Downgrade().ShouldBe(LockConversion.Kept);
        guard.Mode.ShouldBe(LockMode.Shared);
        stranger.TryLockRange(LockMode.Shared, 0, 1).ShouldBeTrue();
    }

    [Fact]
    public void A_whole_file_lock_is_given_up_on_the_way()
    {
        var stranger = OpenStranger();
        using var guard = Open().LockShared();
        guard.TryUpgrade().ShouldBe(LockConversion.Reacquired);
        stranger.TryLock(LockMode.Shared).ShouldBeFalse();
        guard.Downgrade().ShouldBe(LockConversion.Reacquired);
        stranger.TryLock(LockMode.Shared).ShouldBeTrue();
    }

    [Fact]
    public void A_range_that_another_process_shares_stays_as_it_is()
    {
        var stranger = OpenStranger();
        using var guard = Open().LockRangeShared(0, 10);
        stranger.TryLockRange(LockMode.Shared, 5, 1);
        guard.TryUpgrade().ShouldBe(LockConversion.Refused);
        (guard.IsHeld, guard.Mode).ShouldBe((true, LockMode.Shared));
        OpenStranger().TryLockRange(LockMode.Exclusive, 0, 1).ShouldBeFalse();
    }

    [Fact]
    public void A_whole_file_lock_that_another_process_shares_is_lost()
    {
        var stranger = OpenStranger();
        var file = Open();
        using var guard = file.LockShared();
        stranger.TryLock(LockMode.Shared);
        guard.TryUpgrade().ShouldBe(LockConversion.Lost);
        guard.IsHeld.ShouldBeFalse();
        using var next = file.TryLock(LockMode.Shared).ShouldNotBeNull("the object may ask again");
        Should.Throw<InvalidOperationException>(() => guard.TryUpgrade());
    }

    [Fact]
    public void A_whole_file_lock_that_this_process_shares_is_not_even_tried()
    {
        var files = Open(2);
        using var other = files[1].LockShared();
        using var guard = files[0].LockShared();
        guard.TryUpgrade().ShouldBe(LockConversion.Refused);
        guard.IsHeld.ShouldBeTrue();
        Should.Throw<TimeoutException>(() => files[0].UpgradeLock(guard, TimeSpan.Zero));
        guard.IsHeld.ShouldBeTrue();
    }

    [Fact]
    public void A_lock_that_has_the_mode_already_is_kept()
    {
        var file = Open();
        using var guard = file.LockExclusive();
        guard.TryUpgrade().ShouldBe(LockConversion.Kept);
        file.UpgradeLock(guard).ShouldBe(LockConversion.Kept);
        using var range = file.LockRangeShared(0, 1);
        range.Downgrade().ShouldBe(LockConversion.Kept);
    }

    [Fact]
    public void A_downgrade_lets_readers_in_and_no_writer()
    {
        var file = Open();
        using var guard = file.LockRangeExclusive(0, 10);
        var reader = file.LockRangeSharedAsync(0, 5, Token);
        var writer = file.LockRangeExclusiveAsync(0, 10, Token);
        guard.Downgrade().ShouldBe(LockConversion.Kept);
        using var read = Granted(reader);
        writer.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(false, LockConversion.Reacquired)]
    [InlineData(true, LockConversion.Kept)]
    public void An_upgrade_waits_for_those_who_share_and_comes_before_those_who_wait(bool range, LockConversion conversion)
    {
        var files = Open(3);
        var guard = Shared(files[0], range);
        var other = Shared(files[1], range);
        var writer = range ? files[2].LockRangeExclusiveAsync(0, 10, Token) : files[2].LockExclusiveAsync(Token);
        var upgrade = files[0].UpgradeLockAsync(guard, Token);
        upgrade.IsCompleted.ShouldBeFalse();
        other.Dispose();
        Granted(upgrade).ShouldBe(conversion);
        writer.IsCompleted.ShouldBeFalse();
        guard.Dispose();
        Granted(writer).Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_two_that_wait_to_upgrade_the_second_fails_and_keeps_its_lock(bool range)
    {
        var files = Open(2);
        using var first = Shared(files[0], range);
        using var second = Shared(files[1], range);
        var upgrade = files[0].UpgradeLockAsync(first, Token);
        var failure = Should.Throw<StorageException>(() => files[1].UpgradeLock(second, Token));
        (failure.Code, failure.Operation).ShouldBe((StorageErrorCode.WouldDeadlock, "UpgradeLock"));
        second.IsHeld.ShouldBeTrue();
        second.Dispose();
        Granted(upgrade).ShouldBeOneOf(LockConversion.Kept, LockConversion.Reacquired);
    }

    [Fact]
    public void An_upgrade_that_loses_the_lock_goes_on_waiting_and_tells()
    {
        var stranger = OpenStranger();
        var file = Open();
        using var guard = file.LockShared();
        stranger.TryLock(LockMode.Shared);
        var upgrade = file.UpgradeLockAsync(guard, Token);
        guard.IsHeld.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => file.TryLock(LockMode.Shared));
        stranger.Unlock();
        Poll();
        Granted(upgrade).ShouldBe(LockConversion.Reacquired);
        (guard.IsHeld, guard.Mode).ShouldBe((true, LockMode.Exclusive));
    }

    [Fact]
    public void An_upgrade_that_is_cancelled_after_it_lost_the_lock_leaves_nothing()
    {
        var stranger = OpenStranger();
        var file = Open();
        using var guard = file.LockShared();
        stranger.TryLock(LockMode.Shared);
        using var cancellation = new CancellationTokenSource();
        var upgrade = file.UpgradeLockAsync(guard, cancellation.Token);
        cancellation.Cancel();
        ShouldFail<OperationCanceledException>(upgrade);
        guard.IsHeld.ShouldBeFalse();
        stranger.TryLock(LockMode.Exclusive).ShouldBeTrue();
        stranger.Unlock();
        file.LockExclusive().Dispose();
    }

    [Fact]
    public void An_upgrade_that_times_out_leaves_a_range_as_it_was()
    {
        var file = Open();
        using var guard = file.LockRangeShared(0, 10);
        using var other = file.LockRangeShared(5, 10);
        var upgrade = file.UpgradeLockAsync(guard, TimeSpan.FromSeconds(1), Token);
        Should.Throw<InvalidOperationException>(() => guard.TryUpgrade());
        Should.Throw<InvalidOperationException>(() => file.UpgradeLock(guard));
        Clock.Advance(TimeSpan.FromSeconds(1));
        ShouldFail<TimeoutException>(upgrade);
        (guard.IsHeld, guard.Mode).ShouldBe((true, LockMode.Shared));
        other.Dispose();
        guard.TryUpgrade().ShouldBe(LockConversion.Kept);
    }

    [Fact]
    public void Giving_the_lock_back_ends_its_upgrade()
    {
        var file = Open();
        var guard = file.LockRangeShared(0, 10);
        using var other = file.LockRangeShared(5, 10);
        var upgrade = file.UpgradeLockAsync(guard, Token);
        guard.Dispose();
        ShouldFail<ObjectDisposedException>(upgrade);
        guard.IsHeld.ShouldBeFalse();
        OpenStranger().TryLockRange(LockMode.Exclusive, 0, 5).ShouldBeTrue();
    }

    [Fact]
    public void The_lock_of_another_object_is_refused()
    {
        var files = Open(2);
        using var guard = files[0].LockShared();
        Should.Throw<ArgumentException>(() => files[1].UpgradeLock(guard));
        Should.Throw<ArgumentNullException>(() => files[1].UpgradeLockAsync(null!, Token).AsTask());
    }

    [Fact]
    public void Where_the_system_has_no_such_step_a_range_is_given_back_and_taken_anew()
    {
        var platform = new StepwisePlatform();
        var stranger = OpenStranger();
        using var guard = Open(FilesOn(platform)).LockRangeShared(0, 10);
        guard.TryUpgrade().ShouldBe(LockConversion.Reacquired);
        guard.Downgrade().ShouldBe(LockConversion.Reacquired);
        stranger.TryLockRange(LockMode.Shared, 0, 1).ShouldBeTrue();
        guard.TryUpgrade().ShouldBe(LockConversion.Lost);
        OpenStranger().TryLockRange(LockMode.Exclusive, 1, 9).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_conversion_that_the_system_refuses_is_reported(bool range)
    {
        var platform = new StepwisePlatform { ConversionError = ForwardingPlatform.DeviceError };
        var file = Open(FilesOn(platform));
        using var guard = Shared(file, range);
        Should.Throw<StorageException>(() => guard.TryUpgrade()).Operation.ShouldBe("TryUpgrade");
        guard.IsHeld.ShouldBe(range, "a whole-file lock of which nothing is known is given back");
    }

    private static LockGuard Shared(FileLockBase file, bool range) => range ? file.LockRangeShared(0, 10) : file.LockShared();

    private sealed class StepwisePlatform : ForwardingPlatform
    {
        private bool _locked;

        public int ConversionError { get; init; }

        public override IoResult TryLock(PlatformFile file, LockMode mode)
        {
            var converts = _locked;
            _locked = true;
            return converts && ConversionError != 0 ? IoResult.Failure(ConversionError) : base.TryLock(file, mode);
        }

        public override IoResult TryConvertLockRange(PlatformFile file, LockMode mode, long offset, long length) =>
            ConversionError == 0 ? NotSupported : IoResult.Failure(ConversionError);
    }
}
