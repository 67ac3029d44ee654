namespace Mapwright.Testing.Tests;

public sealed class LockTests
{
    private readonly SimulatedPlatform _platform = new(seed: 1);
    private readonly PlatformFile _first;
    private readonly PlatformFile _second;
    private readonly PlatformFile _third;

    public LockTests()
    {
        _first = _platform.OpenFile("/a");
        _second = _platform.OpenFile("/a");
        _third = _platform.OpenFile("/a");
    }

    [Theory]
    [InlineData(LockMode.Shared, LockMode.Shared, StorageErrorCode.None)]
    [InlineData(LockMode.Shared, LockMode.Exclusive, StorageErrorCode.WouldBlock)]
    [InlineData(LockMode.Exclusive, LockMode.Shared, StorageErrorCode.WouldBlock)]
    [InlineData(LockMode.Exclusive, LockMode.Exclusive, StorageErrorCode.WouldBlock)]
    public void Open_files_share_or_exclude_each_other(LockMode held, LockMode asked, StorageErrorCode code)
    {
        _platform.TryLock(_first, held).ShouldBe(_platform, StorageErrorCode.None);
        _platform.TryLock(_second, asked).ShouldBe(_platform, code);
    }

    [Fact]
    public void A_lock_is_given_back_by_unlock_and_by_close()
    {
        _platform.TryLock(_first, LockMode.Exclusive);
        _platform.Unlock(_first).ShouldBe(_platform, StorageErrorCode.None);
        _platform.TryLock(_second, LockMode.Exclusive).ShouldBe(_platform, StorageErrorCode.None);
        _platform.HeldLocks.ShouldBe(1);
        _platform.Close(_second);
        _platform.HeldLocks.ShouldBe(0);
        _platform.TryLock(_third, LockMode.Exclusive).ShouldBe(_platform, StorageErrorCode.None);
    }

    [Fact]
    public void A_lock_is_replaced_by_the_same_open_file()
    {
        _platform.TryLock(_first, LockMode.Exclusive);
        _platform.TryLock(_first, LockMode.Shared).ShouldBe(_platform, StorageErrorCode.None);
        _platform.TryLock(_second, LockMode.Shared).ShouldBe(_platform, StorageErrorCode.None);
        _platform.HeldLocks.ShouldBe(2);
    }

    [Fact]
    public void A_refused_conversion_has_lost_the_lock()
    {
        _platform.TryLock(_first, LockMode.Shared);
        _platform.TryLock(_second, LockMode.Shared);
        _platform.TryLock(_first, LockMode.Exclusive).ShouldBe(_platform, StorageErrorCode.WouldBlock);
        _platform.HeldLocks.ShouldBe(1);
        _platform.TryLock(_second, LockMode.Exclusive).ShouldBe(_platform, StorageErrorCode.None);
    }

    [Fact]
    public void Another_file_has_its_own_lock()
    {
        _platform.TryLock(_first, LockMode.Exclusive);
        _platform.TryLock(_platform.OpenFile("/b"), LockMode.Exclusive).ShouldBe(_platform, StorageErrorCode.None);
    }

    [Fact]
    public void A_power_cut_ends_all_locks()
    {
        _platform.FlushDirectory("/");
        _platform.TryLock(_first, LockMode.Exclusive);
        _platform.PowerCut();
        _platform.HeldLocks.ShouldBe(0);
        _platform.TryLock(_platform.OpenFile("/a"), LockMode.Exclusive).ShouldBe(_platform, StorageErrorCode.None);
    }
}
