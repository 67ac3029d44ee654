using System.Diagnostics;

namespace Mapwright.Core.Tests.Platform;

public sealed class LockTests : PlatformTest
{
    [Theory]
    [InlineData(LockMode.Shared, LockMode.Shared, true)]
    [InlineData(LockMode.Shared, LockMode.Exclusive, false)]
    [InlineData(LockMode.Exclusive, LockMode.Shared, false)]
    [InlineData(LockMode.Exclusive, LockMode.Exclusive, false)]
    public void Two_open_files_share_only_shared_locks(LockMode held, LockMode wanted, bool granted)
    {
        var first = Create("locked");
        var second = Open(Folder.File("locked"));
        Platform.TryLock(first, held).ShouldSucceed();
        Platform.CodeOf(Platform.TryLock(second, wanted)).ShouldBe(granted ? StorageErrorCode.None : StorageErrorCode.WouldBlock);
    }

    [Fact]
    public void An_unlocked_file_may_be_locked_by_another()
    {
        var first = Create("unlocked");
        Platform.TryLock(first, LockMode.Exclusive).ShouldSucceed();
        Platform.Unlock(first).ShouldSucceed();
        Platform.TryLock(Open(Folder.File("unlocked")), LockMode.Exclusive).ShouldSucceed();
    }

    [Fact]
    public void The_lock_is_that_of_flock()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "flock(1) is a program of Linux");
        var file = Create("other process");
        TryInOtherProcess().ShouldBe(0);
        Platform.TryLock(file, LockMode.Exclusive).ShouldSucceed();
        TryInOtherProcess().ShouldBe(1);

        int TryInOtherProcess()
        {
            using var process = Process.Start("flock", ["--nonblock", Folder.File("other process"), "true"]);
            process.WaitForExit();
            return process.ExitCode;
        }
    }
}
