namespace Mapwright.Testing.Tests;

public sealed class RangeLockTests
{
    private readonly SimulatedPlatform _platform = new(seed: 1);
    private readonly PlatformFile _first;
    private readonly PlatformFile _second;

    public RangeLockTests()
    {
        _first = _platform.OpenFile("/a");
        _second = _platform.OpenFile("/a");
    }

    [Theory]
    [InlineData(LockMode.Shared, LockMode.Shared, StorageErrorCode.None)]
    [InlineData(LockMode.Shared, LockMode.Exclusive, StorageErrorCode.WouldBlock)]
    [InlineData(LockMode.Exclusive, LockMode.Shared, StorageErrorCode.WouldBlock)]
    [InlineData(LockMode.Exclusive, LockMode.Exclusive, StorageErrorCode.WouldBlock)]
    public void Open_files_share_or_exclude_each_other_where_they_overlap(LockMode held, LockMode asked, StorageErrorCode code)
    {
        _platform.TryLockRange(_first, held, 10, 10).ShouldBe(_platform, StorageErrorCode.None);
        _platform.TryLockRange(_second, asked, 19, 5).ShouldBe(_platform, code);
        _platform.TryLockRange(_second, asked, 0, 10).ShouldBe(_platform, StorageErrorCode.None);
        _platform.TryLockRange(_second, asked, 20, 5).ShouldBe(_platform, StorageErrorCode.None);
    }

    [Fact]
    public void A_part_may_be_given_back()
    {
        _platform.TryLockRange(_first, LockMode.Exclusive, 0, 30);
        _platform.UnlockRange(_first, 10, 10).ShouldBe(_platform, StorageErrorCode.None);
        _platform.TryLockRange(_second, LockMode.Exclusive, 10, 10).ShouldBe(_platform, StorageErrorCode.None);
        _platform.TryLockRange(_second, LockMode.Shared, 9, 1).ShouldBe(_platform, StorageErrorCode.WouldBlock);
        _platform.TryLockRange(_second, LockMode.Shared, 20, 1).ShouldBe(_platform, StorageErrorCode.WouldBlock);
    }

    [Fact]
    public void A_refused_conversion_leaves_the_range_as_it_was()
    {
        _platform.TryLockRange(_first, LockMode.Shared, 0, 10);
        _platform.TryLockRange(_second, LockMode.Shared, 5, 10);
        _platform.TryConvertLockRange(_first, LockMode.Exclusive, 0, 10).ShouldBe(_platform, StorageErrorCode.WouldBlock);
        _platform.TryLockRange(_second, LockMode.Exclusive, 0, 1).ShouldBe(_platform, StorageErrorCode.WouldBlock);
        _platform.UnlockRange(_second, 5, 10);
        _platform.TryConvertLockRange(_first, LockMode.Exclusive, 0, 10).ShouldBe(_platform, StorageErrorCode.None);
        _platform.TryLockRange(_second, LockMode.Shared, 9, 1).ShouldBe(_platform, StorageErrorCode.WouldBlock);
    }

    [Fact]
    public void A_close_and_a_power_cut_end_the_ranges()
    {
        _platform.FlushDirectory("/");
        _platform.TryLockRange(_first, LockMode.Exclusive, 0, 10);
        _platform.Close(_first);
        _platform.TryLockRange(_second, LockMode.Exclusive, 0, 10).ShouldBe(_platform, StorageErrorCode.None);
        _platform.PowerCut();
        _platform.TryLockRange(_platform.OpenFile("/a"), LockMode.Exclusive, 0, 10).ShouldBe(_platform, StorageErrorCode.None);
    }

    [Fact]
    public void Whole_file_locks_do_not_meet_ranges()
    {
        _platform.TryLock(_first, LockMode.Exclusive);
        _platform.TryLockRange(_second, LockMode.Exclusive, 0, long.MaxValue).ShouldBe(_platform, StorageErrorCode.None);
    }
}
