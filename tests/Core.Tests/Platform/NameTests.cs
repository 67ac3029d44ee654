using System.Runtime.Versioning;

namespace Mapwright.Core.Tests.Platform;

[SupportedOSPlatform("linux")]
public sealed class NameTests : PlatformTest
{
    [Fact]
    public void A_rename_replaces_when_asked()
    {
        Platform.Rename(Folder.File("from", [1]), Folder.File("to", [2]), replace: true).ShouldSucceed();
        TemporaryDirectory.Read(Folder.File("to")).ShouldBe([1]);
        File.Exists(Folder.File("from")).ShouldBeFalse();
    }

    [Fact]
    public void A_rename_that_must_not_replace_leaves_both()
    {
        var result = Platform.Rename(Folder.File("from", [1]), Folder.File("to", [2]), replace: false);
        Platform.CodeOf(result).ShouldBe(StorageErrorCode.AlreadyExists);
        TemporaryDirectory.Read(Folder.File("from")).ShouldBe([1]);
        TemporaryDirectory.Read(Folder.File("to")).ShouldBe([2]);
    }

    [Fact]
    public void A_rename_to_a_free_name_moves()
    {
        Platform.Rename(Folder.File("from", [1]), Folder.File("to"), replace: false).ShouldSucceed();
        Directory.GetFiles(Folder.Path).ShouldBe([Folder.File("to")]);
    }

    [Fact]
    public void A_rename_does_not_leave_the_file_system()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the second file system is that of /dev/shm");
        using var memory = new TemporaryDirectory("/dev/shm");
        var result = Platform.Rename(Folder.File("from", [1]), memory.File("to"), replace: true);
        Platform.CodeOf(result).ShouldBe(StorageErrorCode.CrossesDevices);
    }

    [Fact]
    public void A_file_is_deleted_and_a_directory_is_not()
    {
        Platform.Delete(Folder.File("file", [])).ShouldSucceed();
        File.Exists(Folder.File("file")).ShouldBeFalse();
        Platform.CodeOf(Platform.Delete(Folder.Path)).ShouldBe(StorageErrorCode.WrongKind);
        Platform.CodeOf(Platform.Delete(Folder.File("file"))).ShouldBe(StorageErrorCode.NotFound);
    }

    [Fact]
    public void A_directory_is_created_once_with_its_mode()
    {
        var path = Folder.File("directory");
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Platform.CreateDirectory(path, mode).ShouldSucceed();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(mode);
        }

        Platform.CodeOf(Platform.CreateDirectory(path, mode)).ShouldBe(StorageErrorCode.AlreadyExists);
        Platform.CodeOf(Platform.CreateDirectory(Folder.File("missing/child"), mode)).ShouldBe(StorageErrorCode.NotFound);
    }
}
