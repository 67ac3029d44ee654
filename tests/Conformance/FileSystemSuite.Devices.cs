using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Creating and opening block devices.</summary>
public sealed partial class FileSystemSuite
{
    private static readonly BlockDeviceOptions s_blocks = new() { BlockSize = 512 };

    [Theory, Everywhere]
    public async Task A_device_is_created_with_its_blocks(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("device");

        await using var device = await rig.Call(() => rig.FileSystem.CreateDevice(path, 3), () => rig.FileSystem.CreateDeviceAsync(path, 3));

        device.GetType().Namespace.ShouldBe(rig.FileSystem.GetType().Namespace);
        (device.BlockSize, device.Size).ShouldBe((4096, 3 * 4096));
        rig.Content(path).ShouldBe(new byte[3 * 4096]);
    }

    [Theory, Everywhere]
    public async Task A_device_replaces_a_file_only_when_asked(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        var overwrite = s_blocks with { Overwrite = true, Preallocate = true };

        var exists = await rig.Fails<StorageException, BlockDeviceBase>(
            () => rig.FileSystem.CreateDevice(path, 1, s_blocks), () => rig.FileSystem.CreateDeviceAsync(path, 1, s_blocks));
        exists.Code.ShouldBe(StorageErrorCode.AlreadyExists);
        rig.Content(path).ShouldBe([1, 2, 3]);

        await using var device = await rig.Call(
            () => rig.FileSystem.CreateDevice(path, 1, overwrite), () => rig.FileSystem.CreateDeviceAsync(path, 1, overwrite));
        rig.Content(path).ShouldBe(new byte[512]);
    }

    [Theory, Everywhere]
    public async Task A_device_that_cannot_be_created_leaves_nothing_behind(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("device");
        var preallocated = s_blocks with { Preallocate = true };
        rig.Platform.Fail(nameof(StoragePlatform.Allocate), StorageErrorCode.NoSpace);

        await rig.Fails<StorageException, BlockDeviceBase>(
            () => rig.FileSystem.CreateDevice(path, 1, preallocated), () => rig.FileSystem.CreateDeviceAsync(path, 1, preallocated));

        rig.FileSystem.Exists(path).ShouldBeFalse();
        rig.Refuses<ArgumentOutOfRangeException>(() => rig.FileSystem.CreateDevice(path, 0), () => rig.FileSystem.CreateDeviceAsync(path, 0));
        rig.Refuses<ArgumentOutOfRangeException>(
            () => rig.FileSystem.CreateDevice(path, long.MaxValue), () => rig.FileSystem.CreateDeviceAsync(path, long.MaxValue));
        rig.Refuses<ArgumentException>(
            () => rig.FileSystem.CreateDevice(path, 1, s_blocks with { IsReadOnly = true }),
            () => rig.FileSystem.CreateDeviceAsync(path, 1, s_blocks with { IsReadOnly = true }));
        rig.FileSystem.Exists(path).ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task A_device_is_opened_by_one_writer_or_by_readers(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put(new byte[1024]);
        var readOnly = s_blocks with { IsReadOnly = true };

        await using (var device = await rig.Call(() => rig.FileSystem.OpenDevice(path, s_blocks), () => rig.FileSystem.OpenDeviceAsync(path, s_blocks)))
        {
            device.BlockCount.ShouldBe(2);
            await IsInUse(s_blocks);
            await IsInUse(readOnly);
        }

        await using var reader = rig.FileSystem.OpenDevice(path, readOnly);
        await using var other = rig.Elsewhere().OpenDevice(path, readOnly);
        await IsInUse(s_blocks);

        async Task IsInUse(BlockDeviceOptions options) => (await rig.Fails<StorageException, BlockDeviceBase>(
            () => rig.Elsewhere().OpenDevice(path, options), () => rig.Elsewhere().OpenDeviceAsync(path, options))).Code.ShouldBe(StorageErrorCode.InUse);
    }

    [Theory, Everywhere]
    public async Task A_file_that_is_no_device_is_refused(Setup setup)
    {
        await using var rig = new Rig(setup);
        foreach (var length in (int[])[0, 511, 513])
        {
            var path = rig.Put(new byte[length], $"file{length}");
            (await rig.Fails<StorageException, BlockDeviceBase>(
                () => rig.FileSystem.OpenDevice(path, s_blocks), () => rig.FileSystem.OpenDeviceAsync(path, s_blocks))).Code.ShouldBe(StorageErrorCode.WrongKind);
            rig.Content(path).Length.ShouldBe(length);
        }

        var missing = rig.PathOf("missing");
        await rig.Fails<FileNotFoundException, BlockDeviceBase>(() => rig.FileSystem.OpenDevice(missing), () => rig.FileSystem.OpenDeviceAsync(missing));
        Should.Throw<ArgumentOutOfRangeException>(() => new BlockDeviceOptions { BlockSize = 256 });
        Should.Throw<ArgumentOutOfRangeException>(() => new BlockDeviceOptions { BlockSize = 4095 });
    }
}
