using System.Runtime.Versioning;
using Mapwright.Core.Tests.Devices;
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
        place.Limits.ShouldBe(file.GetTransferLimits());
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

    [Theory, InlineData(512), InlineData(4096)]
    public void The_sectors_of_the_device_and_what_direct_transfers_ask_for_are_told(int sectorSize)
    {
        using var device = new LoopDevice(16 << 20, sectorSize);
        using var disk = SmallDisk.On(device);
        var place = _files.Probe(disk.Path);
        place.Sectors.Logical.ShouldBe(sectorSize);
        place.Sectors.Physical.ShouldBeGreaterThanOrEqualTo(sectorSize);
        place.Limits.OffsetAlignment.ShouldBeOneOf(sectorSize, 4096);
        place.Has(StorageFeatures.DirectTransfers).ShouldBeTrue();
    }

    [Fact]
    public void A_place_without_a_device_has_no_sectors()
    {
        using var memory = new SmallDisk(1024);
        _files.Probe(memory.Path).Sectors.ShouldBe(default);
    }

    [Fact]
    public void A_file_system_that_is_laid_over_another_says_so()
    {
        using var memory = new SmallDisk(1024);
        using var overlay = SmallDisk.Over(memory);
        _files.Probe(overlay.Path).IsOverlay.ShouldBeTrue();
        _files.Probe(memory.Path).IsOverlay.ShouldBeFalse();
    }

    [Fact]
    public void Untorn_writes_are_a_feature_where_lengths_of_them_are_told_and_are_asked_for_past_the_cache()
    {
        var platform = new Untorn();
        var files = new CallerFileSystem(platform);
        var place = files.Probe(_folder.Path);
        place.Has(StorageFeatures.UntornWrites).ShouldBeTrue();
        (place.Limits.UntornMinimum, place.Limits.UntornMaximum).ShouldBe((4096, 16384));

        Assert.SkipUnless(place.Has(StorageFeatures.DirectTransfers), "no transfer goes past the cache here");
        using var file = files.CreateNew(_folder.File("untorn"));
        var buffer = AlignedMemory.Allocate(16384, 4096);
        file.WriteUntornAt(buffer.Span[..8192], 8192);
        Should.Throw<ArgumentException>(() => file.WriteUntornAt(buffer.Span[..2048], 0)).Message.ShouldContain("from 4096 to 16384");
        Should.Throw<ArgumentException>(() => file.WriteUntornAt(buffer.Span[..12288], 0));
        Should.Throw<ArgumentException>(() => file.WriteUntornAt(buffer.Span[..8192], 4096));
        platform.Asked.ShouldBe([(Caching.Direct, 8192L, 8192)]);
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

    /// <summary>A device that writes up to four blocks at once; that it really does is taken for granted.</summary>
    private sealed class Untorn : ForwardingPlatform
    {
        public List<(Caching Caching, long Offset, int Length)> Asked { get; } = [];

        public override IoResult GetTransferLimits(PlatformFile file, out TransferLimits limits)
        {
            limits = new TransferLimits(4096, 4096, 4096, 16384);
            return IoResult.Success();
        }

        public override IoResult Reopen(PlatformFile file, Caching caching, Durability durability, out PlatformFile? other) =>
            Inner.Reopen(file, caching, durability, out other);

        public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset, TransferOptions options)
        {
            if ((options & TransferOptions.Untorn) != 0)
            {
                Asked.Add((file.Caching, offset, buffer.Length));
            }

            return Inner.WriteAt(file, buffer, offset, options & ~TransferOptions.Untorn);
        }
    }

    private sealed class WithoutHoles(IoResult answer) : ForwardingPlatform
    {
        public IoResult Answer { get; set; } = answer;

        public override IoResult PunchHole(PlatformFile file, long offset, long length) => Answer;
    }
}
