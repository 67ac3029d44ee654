using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Locks of ranges of bytes, and the change between shared and exclusive.</summary>
public sealed partial class FileLockSuite
{
    [Theory, Everywhere]
    public async Task Ranges_exclude_where_they_overlap(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var stranger = rig.Elsewhere().OpenLock(rig.PathOf("lock"));

        using var first = await rig.Call(() => file.LockRangeExclusive(0, 10), () => file.LockRangeExclusiveAsync(0, 10));
        using var second = await rig.Call(() => file.LockRangeShared(10, 10), () => file.LockRangeSharedAsync(10, 10));

        (first.Mode, second.Mode).ShouldBe((LockMode.Exclusive, LockMode.Shared));
        file.TryLockRange(LockMode.Shared, 9, 1).ShouldBeNull();
        stranger.TryLockRange(LockMode.Shared, 9, 1).ShouldBeNull();
        stranger.TryLockRange(LockMode.Exclusive, 10, 1).ShouldBeNull();
        stranger.TryLockRange(LockMode.Shared, 10, 1).ShouldNotBeNull().Dispose();
        stranger.TryLockRange(LockMode.Exclusive, 20, 1).ShouldNotBeNull().Dispose();
    }

    [Theory, Everywhere]
    public async Task A_waiter_gets_the_range_that_is_given_back(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var stranger = rig.Elsewhere().OpenLock(rig.PathOf("lock"));
        var held = file.LockRangeExclusive(0, 10);
        var foreign = stranger.LockRangeShared(10, 10);
        var near = await Waiting(rig, () => file.LockRangeShared(5, 5), () => file.LockRangeSharedAsync(5, 5));
        var far = await Waiting(rig, () => file.LockRangeExclusive(12, 1), () => file.LockRangeExclusiveAsync(12, 1));

        foreign.Dispose();
        (await far.WaitAsync(Rig.Deadline)).Dispose();
        near.IsCompleted.ShouldBeFalse();
        held.Dispose();

        (await near.WaitAsync(Rig.Deadline)).Dispose();
    }

    [Theory, Everywhere]
    public async Task Waiting_for_a_range_ends_with_the_time_or_the_token(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        using var held = file.LockRangeExclusive(0, 10);
        var token = new CancellationToken(canceled: true);
        using var source = new CancellationTokenSource();

        await rig.Fails<TimeoutException, LockGuard>(() => file.LockRangeExclusive(0, 1, s_short), () => file.LockRangeExclusiveAsync(0, 1, s_short));
        await rig.Fails<TimeoutException, LockGuard>(() => file.LockRangeShared(0, 1, TimeSpan.Zero), () => file.LockRangeSharedAsync(0, 1, TimeSpan.Zero));
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await rig.Call(() => file.LockRangeShared(20, 1, token), () => file.LockRangeSharedAsync(20, 1, token)));
        var waiting = await Waiting(rig, () => file.LockRangeShared(0, 1, source.Token), () => file.LockRangeSharedAsync(0, 1, source.Token));
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting.WaitAsync(Rig.Deadline));

        held.Dispose();
        file.TryLockRange(LockMode.Exclusive, 0, long.MaxValue).ShouldNotBeNull().Dispose();
    }

    [Theory, Everywhere]
    public async Task A_range_is_inside_the_file_and_beyond_it_but_never_negative(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));

        rig.Refuses<ArgumentOutOfRangeException>(() => _ = file.LockRangeExclusive(-1, 1), () => file.LockRangeExclusiveAsync(-1, 1));
        rig.Refuses<ArgumentOutOfRangeException>(() => _ = file.LockRangeShared(0, 0), () => file.LockRangeSharedAsync(0, 0));
        rig.Refuses<ArgumentOutOfRangeException>(
            () => _ = file.LockRangeShared(1, long.MaxValue, s_short), () => file.LockRangeSharedAsync(1, long.MaxValue, s_short));
        using var guard = await rig.Call(
            () => file.LockRangeExclusive(1, long.MaxValue - 1, s_short), () => file.LockRangeExclusiveAsync(1, long.MaxValue - 1, s_short));
        guard.Length.ShouldBe(long.MaxValue - 1);
    }

    [Theory, Everywhere]
    public async Task Disposing_the_object_gives_its_ranges_back_and_ends_its_waits(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put(Rig.Bytes(4096));
        var map = rig.FileSystem.OpenMutableMapped(path);
        await using var stranger = rig.Elsewhere().OpenLock(path);
        using var foreign = stranger.LockRangeShared(1000, 1);
        var guard = await rig.Call(() => map.LockRangeExclusive(0, 10), () => map.LockRangeExclusiveAsync(0, 10));
        var waiting = await Waiting(rig, () => map.LockRangeExclusive(1000, 1), () => map.LockRangeExclusiveAsync(1000, 1));
        using var lease = map.Lease();

        await rig.Call(map.Dispose, map.DisposeAsync);

        // The wait is an operation that runs: disposing does not wait for it, and the last one out gives back.
        await Should.ThrowAsync<ObjectDisposedException>(() => waiting.WaitAsync(Rig.Deadline));
        guard.IsHeld.ShouldBeFalse();
        stranger.TryLockRange(LockMode.Exclusive, 0, 1000).ShouldNotBeNull().Dispose();
        rig.Refuses<ObjectDisposedException>(() => _ = map.LockRangeShared(0, 1), () => map.LockRangeSharedAsync(0, 1));
    }

    [Theory, Everywhere]
    public async Task A_range_that_the_system_refuses_is_an_error_and_leaves_nothing_locked(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        rig.Platform.Fail(nameof(StoragePlatform.TryLockRange), StorageErrorCode.OutOfResources, times: 1);

        var exception = await rig.Fails<StorageException, LockGuard>(() => file.LockRangeExclusive(7, 1), () => file.LockRangeExclusiveAsync(7, 1));

        (exception.Code, exception.Operation, exception.Offset).ShouldBe((StorageErrorCode.OutOfResources, nameof(file.LockRangeExclusive), 7L));
        using var guard = await rig.Call(() => file.LockRangeExclusive(7, 1), () => file.LockRangeExclusiveAsync(7, 1));
        rig.Platform.Fail(nameof(StoragePlatform.UnlockRange), StorageErrorCode.DeviceError, times: 1);
        await rig.Fails<StorageException>(guard.Dispose, guard.DisposeAsync);
        guard.IsHeld.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task An_upgrade_waits_until_nobody_shares(Setup setup)
    {
        setup.SkipOnWindows("a range is not converted in one step");
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var stranger = rig.Elsewhere().OpenLock(rig.PathOf("lock"));
        using var guard = file.LockRangeShared(0, 10);
        var other = stranger.LockRangeShared(5, 10);
        var upgrading = await Waiting(rig, () => file.UpgradeLock(guard), () => file.UpgradeLockAsync(guard));
        await rig.Fails<InvalidOperationException, LockConversion>(() => file.UpgradeLock(guard, s_short), () => file.UpgradeLockAsync(guard, s_short));

        other.Dispose();

        (await upgrading.WaitAsync(Rig.Deadline)).ShouldBe(LockConversion.Kept);
        guard.Mode.ShouldBe(LockMode.Exclusive);
        stranger.TryLockRange(LockMode.Shared, 0, 1).ShouldBeNull();
    }

    [Theory, Everywhere]
    public async Task An_upgrade_of_a_whole_file_tells_that_the_lock_was_given_up_on_the_way(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var stranger = rig.Elsewhere().OpenLock(rig.PathOf("lock"));
        using var guard = file.LockShared();
        var other = stranger.LockShared();
        await rig.Fails<TimeoutException, LockConversion>(() => file.UpgradeLock(guard, s_short), () => file.UpgradeLockAsync(guard, s_short));
        guard.IsHeld.ShouldBeFalse();
        other.Dispose();

        using var again = file.LockShared();
        (await rig.Call(() => file.UpgradeLock(again), () => file.UpgradeLockAsync(again))).ShouldBe(LockConversion.Reacquired);
        again.Downgrade().ShouldBe(LockConversion.Reacquired);
        stranger.TryLock(LockMode.Shared).ShouldNotBeNull().Dispose();
    }

    [Theory, Everywhere]
    public async Task Of_two_who_upgrade_the_second_fails(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var first = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var second = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        using var one = first.LockShared();
        using var two = second.LockShared();
        var upgrading = await Waiting(rig, () => first.UpgradeLock(one), () => first.UpgradeLockAsync(one));

        var exception = await rig.Fails<StorageException, LockConversion>(() => second.UpgradeLock(two), () => second.UpgradeLockAsync(two));

        exception.Code.ShouldBe(StorageErrorCode.WouldDeadlock);
        two.IsHeld.ShouldBeTrue();
        two.Dispose();
        (await upgrading.WaitAsync(Rig.Deadline)).ShouldBe(LockConversion.Reacquired);
    }

    [Theory, Everywhere]
    public async Task A_lock_of_another_object_is_not_converted(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var first = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var second = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        using var guard = first.LockShared();

        rig.Refuses<ArgumentException>(() => second.UpgradeLock(guard), () => second.UpgradeLockAsync(guard));
        rig.Refuses<ArgumentException>(() => second.UpgradeLock(guard, s_short), () => second.UpgradeLockAsync(guard, s_short));

        guard.Mode.ShouldBe(LockMode.Shared);
        second.TryLock(LockMode.Exclusive).ShouldBeNull();
    }
}
