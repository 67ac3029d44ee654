using Mapwright.Core.Tests.Fakes;
using Mapwright.Testing;

namespace Mapwright.Core.Tests.Locks;

/// <summary>A file that one party has at a time stays that party's, whatever it and its slices lock of it, give back, and close.</summary>
public sealed class ExclusiveUseTests : LockTest
{
    private const int Block = 4096;

    private static readonly BlockDeviceOptions s_overwrite = new() { Overwrite = true };

    public static TheoryData<long, long> RangesAroundThePlace => new()
    {
        { 0, long.MaxValue },
        { ExclusiveUse.Place, 1 },
        { ExclusiveUse.Place - 1, 3 },
        { ExclusiveUse.Place, long.MaxValue - ExclusiveUse.Place },
    };

    [Theory]
    [MemberData(nameof(RangesAroundThePlace))]
    public void A_range_of_a_device_that_was_given_back(long offset, long length)
    {
        using var device = Files.CreateDevice(Path, 4);
        device.LockRangeExclusive(offset, length).Dispose();
        ShouldBeInUse();

        using var shared = device.LockRangeExclusive(offset, length);
        shared.Downgrade().ShouldBe(LockConversion.Kept);
        Should.Throw<StorageException>(() => Files.OpenDevice(Path, new BlockDeviceOptions { IsReadOnly = true })).Code.ShouldBe(StorageErrorCode.InUse);
    }

    [Fact]
    public void A_range_of_a_journal_that_was_given_back()
    {
        using var journal = Files.OpenJournal(Path);
        journal.LockRangeExclusive(0, long.MaxValue).Dispose();
        Should.Throw<StorageException>(() => Files.OpenJournal(Path)).Code.ShouldBe(StorageErrorCode.InUse);
    }

    [Fact]
    public void A_lock_of_all_the_file_where_ranges_cannot_be_locked()
    {
        var files = FilesOn(new FaultingPlatform());
        using var device = files.CreateDevice(Path, 4);
        device.TryLock(LockMode.Exclusive).ShouldNotBeNull().Dispose();
        Should.Throw<StorageException>(() => files.OpenDevice(Path)).Code.ShouldBe(StorageErrorCode.InUse);
    }

    [Fact]
    public void A_device_that_is_closed_before_its_slice()
    {
        var device = Files.CreateDevice(Path, 4);
        using var slice = device.Slice(Block, Block);
        var own = device.LockRangeExclusive(0, Block);
        device.Dispose();

        own.IsHeld.ShouldBeFalse();
        OpenStranger().TryLockRange(LockMode.Exclusive, 0, Block).ShouldBeTrue();
        ShouldBeInUse();
        slice.Dispose();
        Files.OpenDevice(Path).Dispose();
    }

    [Fact]
    public void What_a_device_gives_back_or_closes_with_stays_locked_for_its_slice()
    {
        var device = Files.CreateDevice(Path, 4);
        var stranger = OpenStranger();
        using var slice = device.Slice(Block, Block);
        using var range = slice.TryLockRange(LockMode.Shared, 50, 100).ShouldNotBeNull();
        using var whole = slice.TryLock(LockMode.Shared).ShouldNotBeNull();
        device.TryLockRange(LockMode.Shared, 0, 100).ShouldNotBeNull().Dispose();
        device.TryLock(LockMode.Shared).ShouldNotBeNull().Dispose();
        ShouldBeKept();

        device.TryLockRange(LockMode.Shared, 0, 100).ShouldNotBeNull();
        device.TryLock(LockMode.Shared).ShouldNotBeNull();
        device.Dispose();
        ShouldBeKept();

        range.Dispose();
        whole.Dispose();
        (stranger.TryLockRange(LockMode.Exclusive, 0, 200), stranger.TryLock(LockMode.Exclusive)).ShouldBe((true, true));

        void ShouldBeKept()
        {
            stranger.TryLockRange(LockMode.Exclusive, 60, 1).ShouldBeFalse();
            stranger.TryLock(LockMode.Exclusive).ShouldBeFalse();
            stranger.TryLockRange(LockMode.Exclusive, 0, 50).ShouldBeTrue();
            stranger.UnlockRange(0, 50);
        }
    }

    [Fact]
    public void Whoever_creates_a_device_and_finds_another_party_in_it_leaves_the_file_to_that_one()
    {
        var platform = new SimulatedPlatform();
        var files = FilesOn(platform);
        BlockDeviceBase? other = null;
        platform.OnPrimitive = call =>
        {
            if (call.Primitive == SimulatedPrimitive.TryLockRange)
            {
                platform.OnPrimitive = null;
                other = files.CreateDevice("/device", 4, s_overwrite);
            }
        };

        Should.Throw<StorageException>(() => files.CreateDevice("/device", 4, s_overwrite)).Code.ShouldBe(StorageErrorCode.InUse);
        other.ShouldNotBeNull().Dispose();
        platform.Paths.ShouldBe(["/device"]);
    }

    private void ShouldBeInUse() =>
        Should.Throw<StorageException>(() => Files.OpenDevice(Path)).Code.ShouldBe(StorageErrorCode.InUse);
}
