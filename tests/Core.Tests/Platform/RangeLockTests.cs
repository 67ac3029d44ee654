namespace Mapwright.Core.Tests.Platform;

public sealed class RangeLockTests : PlatformTest
{
    [Theory]
    [InlineData(LockMode.Shared, LockMode.Shared, true)]
    [InlineData(LockMode.Shared, LockMode.Exclusive, false)]
    [InlineData(LockMode.Exclusive, LockMode.Shared, false)]
    [InlineData(LockMode.Exclusive, LockMode.Exclusive, false)]
    public void Two_open_files_share_only_shared_ranges(LockMode held, LockMode wanted, bool granted)
    {
        var first = Create("locked");
        var second = Open(Folder.File("locked"));
        Platform.TryLockRange(first, held, 10, 10).ShouldSucceed();
        Platform.CodeOf(Platform.TryLockRange(second, wanted, 19, 1)).ShouldBe(granted ? StorageErrorCode.None : StorageErrorCode.WouldBlock);
        Platform.TryLockRange(second, wanted, 0, 10).ShouldSucceed();
        Platform.TryLockRange(second, wanted, 20, long.MaxValue - 20).ShouldSucceed();
    }

    [Fact]
    public void A_part_may_be_given_back()
    {
        var first = Create("part");
        var second = Open(Folder.File("part"));
        Platform.TryLockRange(first, LockMode.Exclusive, 0, 30).ShouldSucceed();
        Platform.UnlockRange(first, 10, 10).ShouldSucceed();
        Platform.TryLockRange(second, LockMode.Exclusive, 10, 10).ShouldSucceed();
        Platform.CodeOf(Platform.TryLockRange(second, LockMode.Shared, 9, 1)).ShouldBe(StorageErrorCode.WouldBlock);
        Platform.CodeOf(Platform.TryLockRange(second, LockMode.Shared, 20, 1)).ShouldBe(StorageErrorCode.WouldBlock);
    }

    [Fact]
    public void A_conversion_that_is_refused_leaves_the_range_as_it_was()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no conversion in one step");
        var first = Create("converted");
        var second = Open(Folder.File("converted"));
        Platform.TryLockRange(first, LockMode.Shared, 0, 10).ShouldSucceed();
        Platform.TryLockRange(second, LockMode.Shared, 5, 10).ShouldSucceed();
        Platform.CodeOf(Platform.TryConvertLockRange(first, LockMode.Exclusive, 0, 10)).ShouldBe(StorageErrorCode.WouldBlock);
        Platform.CodeOf(Platform.TryLockRange(second, LockMode.Exclusive, 0, 1)).ShouldBe(StorageErrorCode.WouldBlock);
        Platform.UnlockRange(second, 5, 10).ShouldSucceed();
        Platform.TryConvertLockRange(first, LockMode.Exclusive, 0, 10).ShouldSucceed();
        Platform.CodeOf(Platform.TryLockRange(second, LockMode.Shared, 9, 1)).ShouldBe(StorageErrorCode.WouldBlock);
    }

    [Fact]
    public void Another_open_file_of_the_process_that_is_closed_takes_nothing_away()
    {
        var first = Create("closed");
        Platform.TryLockRange(first, LockMode.Exclusive, 0, 10).ShouldSucceed();
        Platform.Close(Open(Folder.File("closed"))).ShouldSucceed();
        Platform.CodeOf(Platform.TryLockRange(Open(Folder.File("closed")), LockMode.Shared, 0, 1)).ShouldBe(StorageErrorCode.WouldBlock);
    }
}
