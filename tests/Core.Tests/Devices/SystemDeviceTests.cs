namespace Mapwright.Core.Tests.Devices;

/// <summary>A block device of the system, opened as any other.</summary>
public sealed class SystemDeviceTests
{
    private const int Size = 1 << 20;
    private const int Block = 4096;

    private readonly CallerFileSystem _files = new();

    [Fact]
    public void A_device_of_the_system_has_its_size_and_is_written_and_read()
    {
        using var loop = new LoopDevice(Size);
        var data = TemporaryDirectory.Pattern(2 * Block);
        using (var device = _files.OpenDevice(loop.Path))
        {
            (device.Size, device.BlockCount, device.BlockSize).ShouldBe((Size, Size / Block, Block));
            device.Write(data, Size - (2 * Block));
            device.Write(data.AsSpan(0, Block), 0, DeviceWriteOptions.PreBarrier | DeviceWriteOptions.ForceAccess);
            var buffer = new byte[2 * Block];
            device.Read(buffer, Size - (2 * Block));
            buffer.ShouldBe(data);
            device.Flush();
        }

        var image = File.ReadAllBytes(loop.Image);
        image[..Block].ShouldBe(data[..Block]);
        image[^(2 * Block)..].ShouldBe(data);
        image.Length.ShouldBe(Size);
    }

    [Fact]
    public void What_is_trimmed_reads_as_zeros_and_is_given_back_to_the_disk_below()
    {
        using var loop = new LoopDevice(Size);
        using var device = _files.OpenDevice(loop.Path);
        device.SupportsTrim.ShouldBeTrue();
        device.Write(TemporaryDirectory.Pattern(Size), 0);
        device.Flush();
        var before = _files.GetMetadata(loop.Image).AllocatedLength;

        device.Trim(Size / 4, Size / 2);

        var buffer = new byte[Size];
        device.Read(buffer, 0);
        buffer.AsSpan(Size / 4, Size / 2).ContainsAnyExcept((byte)0).ShouldBeFalse();
        buffer[..(Size / 4)].ShouldBe(TemporaryDirectory.Pattern(Size)[..(Size / 4)]);
        _files.GetMetadata(loop.Image).AllocatedLength.ShouldBe(before - (Size / 2));
    }

    [Fact]
    public void Where_no_blocks_are_given_back_a_device_says_so_and_refuses_to_trim()
    {
        using var disk = SmallDisk.WithoutHoles();
        using var device = _files.CreateDevice(disk.File("device"), blockCount: 4);
        var data = TemporaryDirectory.Pattern(Block);
        device.Write(data, 0);

        device.SupportsTrim.ShouldBeFalse();
        Should.Throw<NotSupportedException>(() => device.Trim(0, Block));
        device.Read(data, 0);
        data.ShouldBe(TemporaryDirectory.Pattern(Block));
    }

    [Fact]
    public void What_is_not_inside_of_a_device_of_the_system_is_refused()
    {
        using var loop = new LoopDevice(Size);
        using var device = _files.OpenDevice(loop.Path);
        Should.Throw<ArgumentOutOfRangeException>(() => device.Write(new byte[2 * Block], Size - Block));
        Should.Throw<ArgumentException>(() => device.Read(new byte[100], 0));
    }

    [Fact]
    public void One_party_writes_a_device_of_the_system()
    {
        using var loop = new LoopDevice(Size);
        using (_files.OpenDevice(loop.Path))
        {
            Should.Throw<StorageException>(() => _files.OpenDevice(loop.Path)).Code.ShouldBe(StorageErrorCode.InUse);
            Should.Throw<StorageException>(() => _files.OpenDevice(loop.Path, new BlockDeviceOptions { IsReadOnly = true })).Code.ShouldBe(StorageErrorCode.InUse);
        }

        var readOnly = new BlockDeviceOptions { IsReadOnly = true };
        using var first = _files.OpenDevice(loop.Path, readOnly);
        using var second = _files.OpenDevice(loop.Path, readOnly);
        Should.Throw<UnauthorizedAccessException>(() => first.Write(new byte[Block], 0));
    }

    [Fact]
    public void A_device_that_is_mounted_is_not_opened_and_one_that_is_open_is_not_mounted()
    {
        using var loop = new LoopDevice(8 * Size);
        Assert.SkipUnless(LoopDevice.Run("mkfs.ext4", "-q", "-F", loop.Path).Code == 0, "mkfs.ext4 is not installed");
        var mountPoint = Directory.CreateDirectory(Path.Combine(loop.Folder, "mounted")).FullName;
        using (_files.OpenDevice(loop.Path))
        {
            LoopDevice.Run("mount", loop.Path, mountPoint).Code.ShouldNotBe(0);
        }

        Assert.SkipUnless(LoopDevice.Run("mount", loop.Path, mountPoint).Code == 0, "mounting is not permitted here");
        try
        {
            Should.Throw<StorageException>(() => _files.OpenDevice(loop.Path)).Code.ShouldBe(StorageErrorCode.InUse);
        }
        finally
        {
            LoopDevice.Run("umount", mountPoint);
        }
    }

    [Fact]
    public void A_part_of_a_device_of_the_system_is_a_device()
    {
        using var loop = new LoopDevice(Size);
        using var device = _files.OpenDevice(loop.Path);
        using var part = device.Slice(Size / 2, Size / 4);
        part.Write(TemporaryDirectory.Pattern(Block), 0);
        var buffer = new byte[Block];
        device.Read(buffer, Size / 2);
        buffer.ShouldBe(TemporaryDirectory.Pattern(Block));
        Should.Throw<ArgumentOutOfRangeException>(() => part.Read(buffer, Size / 4));
    }

    [Fact]
    public void A_block_is_some_sectors()
    {
        using var loop = new LoopDevice(Size, sectorSize: 4096);
        Should.Throw<StorageException>(() => _files.OpenDevice(loop.Path, new BlockDeviceOptions { BlockSize = 512 })).Code.ShouldBe(StorageErrorCode.WrongKind);
        using var device = _files.OpenDevice(loop.Path);
        device.BlockSize.ShouldBe(4096);
    }

    [Fact]
    public void A_device_of_the_system_is_opened_anew_and_copied()
    {
        using var loop = new LoopDevice(Size);
        using var first = _files.OpenDevice(loop.Path);
        first.Write(TemporaryDirectory.Pattern(Block), Block);
        using var device = first.Reopen();
        var copy = Path.Combine(loop.Folder, "copy");

        Should.Throw<NotSupportedException>(() => device.Snapshot(copy));
        device.Snapshot(copy, allowCopy: true);

        File.ReadAllBytes(copy).ShouldBe([.. new byte[Block], .. TemporaryDirectory.Pattern(Block), .. new byte[Size - (2 * Block)]]);
    }

    [Fact]
    public void A_device_is_no_file()
    {
        using var loop = new LoopDevice(Size);
        Should.Throw<StorageException>(() => _files.OpenWrite(loop.Path)).Code.ShouldBe(StorageErrorCode.WrongKind);
        Should.Throw<StorageException>(() => _files.CreateDevice(loop.Path, 4, new BlockDeviceOptions { Overwrite = true })).Code.ShouldBe(StorageErrorCode.WrongKind);
        _files.GetMetadata(loop.Path).Kind.ShouldBe(FileKind.BlockDevice);
    }
}
