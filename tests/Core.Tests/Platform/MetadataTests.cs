using System.Runtime.Versioning;

namespace Mapwright.Core.Tests.Platform;

[SupportedOSPlatform("linux")]
public sealed class MetadataTests : PlatformTest
{
    [Fact]
    public void A_file_is_described_as_the_base_class_library_describes_it()
    {
        var path = Folder.File("described", new byte[10_000]);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherExecute | UnixFileMode.SetGroup);
        }

        File.SetLastWriteTimeUtc(path, new DateTime(1901, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        Platform.GetMetadata(Open(path), out var metadata).ShouldSucceed();
        metadata.Kind.ShouldBe(FileKind.Regular);
        metadata.Length.ShouldBe(10_000);
        metadata.AllocatedLength.ShouldBeInRange(10_000, 1 << 20);
        metadata.UnixMode.ShouldBe(OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path));
        metadata.LastWriteTime.ShouldBe(new DateTimeOffset(File.GetLastWriteTimeUtc(path)));
        metadata.ChangeTime.ShouldBeGreaterThan(metadata.LastWriteTime);
    }

    [Fact]
    public void Identity_is_that_of_the_file_and_not_of_its_name()
    {
        var first = Folder.File("first", []);
        var identity = Identity(first, true);
        Identity(Folder.File("other", []), true).ShouldNotBe(identity);
        (identity.BirthTimeTicks > 0).ShouldBe(!OperatingSystem.IsWindows(), "there it may be set, and is no part of the identity");
        Platform.GetMetadata(Open(first), out var open).ShouldSucceed();
        open.Identity.ShouldBe(identity);
        Platform.WriteAt(Open(first), [1, 2, 3], 0).ShouldSucceed();
        Identity(first, true).ShouldBe(identity);
        Identity(Folder.Link("link", first), true).ShouldBe(identity);
    }

    [Fact]
    public void A_link_is_followed_only_when_asked()
    {
        Directory.CreateDirectory(Folder.File("directory"));
        Folder.Link("link", Folder.File("directory"));
        Platform.GetMetadata(Folder.File("link"), true, out var target).ShouldSucceed();
        Platform.GetMetadata(Folder.File("link"), false, out var link).ShouldSucceed();
        target.Kind.ShouldBe(FileKind.Directory);
        link.Kind.ShouldBe(FileKind.SymbolicLink);
    }

    [Fact]
    public void A_device_is_something_else()
    {
        Platform.GetMetadata(OperatingSystem.IsWindows() ? "NUL" : "/dev/null", true, out var device).ShouldSucceed();
        device.Kind.ShouldBe(FileKind.Other);
    }

    [Fact]
    public void What_is_missing_is_not_found() =>
        Platform.CodeOf(Platform.GetMetadata(Folder.File("missing"), true, out _)).ShouldBe(StorageErrorCode.NotFound);

    [Fact]
    public void Durability_is_the_call_or_none_in_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "files in memory are those of /dev/shm");
        using var memory = new TemporaryDirectory("/dev/shm");
        Platform.DescribeDurability(Open(memory.File("volatile", []))).ShouldBe("none (volatile)");
        Platform.DescribeDurability(Create("durable")).ShouldBe("fdatasync");
    }

    private FileIdentity Identity(string path, bool followLinks)
    {
        Platform.GetMetadata(path, followLinks, out var metadata).ShouldSucceed();
        return metadata.Identity;
    }
}
