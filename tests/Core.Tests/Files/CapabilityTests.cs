using System.Runtime.Versioning;
using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Files;

/// <summary>What places of the operating system are found to do.</summary>
public sealed class CapabilityTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly CallerFileSystem _files = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_probe_agrees_with_what_files_there_do_and_leaves_nothing()
    {
        var place = _files.Probe(_folder.Path);
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
        using var file = _files.CreateNew(_folder.File("file"));
        file.WriteAt(new byte[1 << 20], 0);
        place.Durability.ShouldBe(file.ActiveDurability);
        place.AllocationGuarantee.ShouldBe(file.AllocationGuarantee);
        place.Has(StorageFeatures.FileLocks | StorageFeatures.RangeLocks).ShouldBeTrue();
        Works(() => file.PunchHole(0, 65536)).ShouldBe(place.Has(StorageFeatures.HolePunching));
        Works(() => _files.Copy(file.Path, _folder.File("clone"), new CopyOptions { Reflink = Reflink.Always })).ShouldBe(place.Has(StorageFeatures.Reflink));
    }

    [Fact, SupportedOSPlatform("linux")]
    public void A_place_in_memory_says_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Directory.Exists("/dev/shm"), "files in memory are those of /dev/shm");
        using var memory = new TemporaryDirectory("/dev/shm");
        var place = _files.Probe(memory.Path);
        (place.FileSystemType, place.IsVolatile, place.Durability, place.AllocationGuarantee)
            .ShouldBe(("tmpfs", true, "none (volatile)", AllocationGuarantee.Memory));
        place.Has(StorageFeatures.Reflink).ShouldBeFalse();
    }

    [Fact]
    public void The_name_of_the_file_system_is_that_of_the_system()
    {
        var root = Path.GetPathRoot(_folder.Path)!;
        var drive = DriveInfo.GetDrives().Where(drive => drive.IsReady && _folder.Path.StartsWith(drive.Name, StringComparison.Ordinal))
            .MaxBy(drive => drive.Name.Length) ?? new DriveInfo(root);
        var found = _files.Probe(_folder.Path).FileSystemType;
        Assert.SkipWhen(found.StartsWith("0x", StringComparison.Ordinal), "a file system whose name is not known here");
        (drive.DriveFormat == "overlayfs" ? "overlay" : drive.DriveFormat).ShouldStartWith(found);
    }

    [Fact]
    public void What_a_platform_lacks_is_no_feature_and_what_fails_otherwise_is_an_error()
    {
        var platform = new WithoutHoles(StoragePlatform.Current.NotSupported);
        new CallerFileSystem(platform).Probe(_folder.Path).Has(StorageFeatures.HolePunching).ShouldBeFalse();
        platform.Answer = IoResult.Failure(OperatingSystem.IsWindows() ? 1117 : ForwardingPlatform.DeviceError);
        var failed = Should.Throw<StorageException>(() => new CallerFileSystem(platform).Probe(_folder.Path));
        (failed.Code, failed.Operation, failed.Path).ShouldBe((StorageErrorCode.DeviceError, nameof(FileSystemBase.Probe), _folder.Path));
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void The_answer_is_kept_for_the_device_until_it_is_asked_for_anew()
    {
        var platform = new FaultingPlatform();
        var files = new CallerFileSystem(platform);
        var first = files.Probe(_folder.Path);
        var tried = platform.CallsOf(nameof(StoragePlatform.Open));
        files.Probe(Directory.CreateDirectory(_folder.File("below")).FullName).ShouldBeSameAs(first);
        platform.CallsOf(nameof(StoragePlatform.Open)).ShouldBe(tried);
        files.Probe(_folder.Path, anew: true).ShouldBe(first);
        platform.CallsOf(nameof(StoragePlatform.Open)).ShouldBeGreaterThan(tried);
    }

    private static bool Works(Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    private sealed class WithoutHoles(IoResult answer) : ForwardingPlatform
    {
        public IoResult Answer { get; set; } = answer;

        public override IoResult PunchHole(PlatformFile file, long offset, long length) => Answer;
    }
}
