using System.Runtime.Versioning;

namespace Mapwright.Core.Tests.Platform;

[SupportedOSPlatform("linux")]
public sealed class CopyTests : PlatformTest
{
    [Fact]
    public void The_system_copies_an_interval_between_files()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux copies between open files");
        var source = Create("source", TemporaryDirectory.Pattern(10_000));
        var target = Create("target", new byte[3]);
        Platform.CopyRange(source, 100, target, 7, 5000).ShouldSucceed().ShouldBe(5000);
        File.ReadAllBytes(Folder.File("target"))[7..].ShouldBe(TemporaryDirectory.Pattern(10_000)[100..5100]);
        Platform.CopyRange(source, 10_000, target, 0, 1).ShouldSucceed().ShouldBe(0);
    }

    [Fact]
    public void A_clone_shares_or_says_that_it_cannot()
    {
        var target = Create("target");
        var cloned = Platform.Clone(Create("source", [1, 2, 3]), target);
        if (cloned.IsFailure)
        {
            Platform.CodeOf(cloned).ShouldBe(StorageErrorCode.NotSupported);
        }

        TemporaryDirectory.Read(Folder.File("target")).ShouldBe(cloned.IsFailure ? [] : [1, 2, 3]);
    }

    [Fact]
    public void Attributes_are_set_as_they_are_described()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the attributes are those of Unix");
        var times = new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero).AddTicks(1234567);
        var file = Create("file");
        Platform.GetMetadata(file, out var before).ShouldSucceed();
        var wanted = before with { UnixMode = UnixFileMode.UserRead | UnixFileMode.OtherExecute | UnixFileMode.SetUser, LastWriteTime = times, LastAccessTime = times.AddSeconds(1) };
        Platform.SetAttributes(file, wanted, FileAspects.All).ShouldSucceed();
        Platform.GetMetadata(file, out var after).ShouldSucceed();
        after.UnixMode.ShouldBe(wanted.UnixMode);
        after.LastWriteTime.ShouldBe(wanted.LastWriteTime);
        after.LastAccessTime.ShouldBe(wanted.LastAccessTime);
        after.UserId.ShouldBe(before.UserId);
    }

    [Fact]
    public void A_file_is_removed_only_if_it_is_the_one_that_is_meant()
    {
        var path = Folder.File("file", [1]);
        Platform.GetMetadata(path, false, out var first).ShouldSucceed();
        File.Move(Folder.File("other", [2]), path, overwrite: true);
        Platform.CodeOf(Platform.DeleteByIdentity(path, first.Identity)).ShouldBe(StorageErrorCode.AnotherFile);
        File.ReadAllBytes(path).ShouldBe([2]);
        Platform.GetMetadata(path, false, out var second).ShouldSucceed();
        Platform.DeleteByIdentity(path, second.Identity).ShouldSucceed();
        File.Exists(path).ShouldBeFalse();
        Platform.CodeOf(Platform.DeleteByIdentity(path, second.Identity)).ShouldBe(StorageErrorCode.NotFound);
    }

    [Fact]
    public void A_link_in_the_place_of_the_file_is_another_one()
    {
        var target = Folder.File("target", [1]);
        Folder.Link("link", target);
        Platform.GetMetadata(target, false, out var metadata).ShouldSucceed();
        Platform.CodeOf(Platform.DeleteByIdentity(Folder.File("link"), metadata.Identity)).ShouldBe(StorageErrorCode.AnotherFile);
    }

    [Fact]
    public void Metadata_has_what_stat_has()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "stat(1) is a program of Linux");
        var path = Folder.File("file", new byte[5000]);
        File.CreateSymbolicLink(Folder.File("link"), path);
        Platform.GetMetadata(path, true, out var metadata).ShouldSucceed();
        var expected = Stat("%d %i %h %u %g %b %o %W", path);
        var device = (long)((metadata.Device >> 32 << 8) | (metadata.Device & 0xFF));
        FormattableString.Invariant($"{device} {metadata.Identity.FileId} {metadata.LinkCount} {metadata.UserId} {metadata.GroupId} {metadata.Blocks} {metadata.BlockSize} {metadata.CreationTime!.Value.ToUnixTimeSeconds()}")
            .ShouldBe(expected);
        Platform.GetMetadata("/dev/null", true, out var device2).ShouldSucceed();
        device2.SpecialDevice.ShouldBe((1UL << 32) | 3);
        (metadata.IsFile, metadata.IsDirectory, metadata.IsSymbolicLink).ShouldBe((true, false, false));
    }

    [Fact]
    public void An_empty_directory_is_removed_and_another_is_not()
    {
        var path = Directory.CreateDirectory(Folder.File("directory")).FullName;
        File.WriteAllBytes(Path.Combine(path, "file"), []);
        Platform.CodeOf(Platform.DeleteDirectory(path)).ShouldBe(StorageErrorCode.NotEmpty);
        File.Delete(Path.Combine(path, "file"));
        Platform.DeleteDirectory(path).ShouldSucceed();
        Directory.Exists(path).ShouldBeFalse();
        Platform.CodeOf(Platform.DeleteDirectory(Folder.File("plain", []))).ShouldBe(StorageErrorCode.WrongKind);
    }

    private static string Stat(string format, string path)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("stat", ["-c", format, path]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }
}
