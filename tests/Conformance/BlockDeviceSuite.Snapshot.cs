using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Snapshots: what they wait for, and what waits for them.</summary>
public sealed partial class BlockDeviceSuite
{
    [Theory, Everywhere]
    public async Task A_snapshot_holds_the_device_as_it_was(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = Create(rig, 4);
        var data = Rig.Bytes(Block);
        var path = rig.PathOf("snapshot");
        device.Write(data, Block);

        await rig.Call(() => device.Snapshot(path, allowCopy: true), () => device.SnapshotAsync(path, allowCopy: true));
        device.Write(data, 0);

        byte[] then = [.. new byte[Block], .. data, .. new byte[2 * Block]];
        rig.Content(path).ShouldBe(then);
        await using (var copy = rig.FileSystem.OpenDevice(path, s_small))
        {
            copy.BlockCount.ShouldBe(4);
        }

        var exists = await rig.Fails<StorageException>(
            () => device.Snapshot(path, allowCopy: true), () => device.SnapshotAsync(path, allowCopy: true));
        exists.Code.ShouldBe(StorageErrorCode.AlreadyExists);
        rig.Content(path).ShouldBe(then);
    }

    [Theory, Everywhere]
    public async Task A_snapshot_waits_for_a_write_and_is_no_copy_unless_that_is_allowed(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = Create(rig, 4);
        var path = rig.PathOf("snapshot");
        rig.Platform.Fail(nameof(StoragePlatform.Clone), StorageErrorCode.NotSupported);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.WriteAt));
        var writing = rig.Start(() => device.Write(new byte[Block], 0), () => device.WriteAsync(new byte[Block], 0));
        await gate.Entered();

        var snapshot = Rig.OnThread(() => rig.Fails<NotSupportedException>(() => device.Snapshot(path), () => device.SnapshotAsync(path)));
        rig.Platform.CallsOf(nameof(StoragePlatform.Clone)).ShouldBe(0);
        gate.Open();

        await writing;
        await snapshot;
        rig.Platform.CallsOf(nameof(StoragePlatform.Clone)).ShouldBe(1);
        rig.FileSystem.Exists(path).ShouldBeFalse();
        await using var part = device.Slice(0, Block);
        await rig.Fails<NotSupportedException>(() => part.Snapshot(path), () => part.SnapshotAsync(path));
        part.Dispose();
        rig.Refuses<ObjectDisposedException>(() => part.Snapshot(path), () => part.SnapshotAsync(path));
        rig.Refuses<ArgumentException>(() => device.Snapshot(""), () => device.SnapshotAsync(""));
    }

    [Theory, Everywhere]
    public async Task Writes_to_a_device_and_to_a_part_of_it_wait_while_a_snapshot_is_made_and_go_on_after_it(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = Create(rig, 4);
        await using var part = device.Slice(2 * Block, 2 * Block);
        var (before, after) = (Rig.Bytes(4 * Block), Rig.Bytes(Block, seed: 1));
        var path = rig.PathOf("snapshot");
        device.Write(before, 0);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.Clone));
        var snapshot = rig.Start(() => device.Snapshot(path, allowCopy: true), () => device.SnapshotAsync(path, allowCopy: true));
        await gate.Entered();
        var writes = rig.Platform.CallsOf(nameof(StoragePlatform.WriteAt));

        Task[] writing =
        [
            rig.Start(() => device.Write(after, 0), () => device.WriteAsync(after, 0)),
            rig.Start(() => part.Write(after, Block), () => part.WriteAsync(after, Block)),
        ];
        rig.Platform.CallsOf(nameof(StoragePlatform.WriteAt)).ShouldBe(writes);
        gate.Open();

        await snapshot.WaitAsync(Rig.Deadline);
        await Task.WhenAll(writing).WaitAsync(Rig.Deadline);
        rig.Content(path).ShouldBe(before);
        rig.Content(device.Path).ShouldBe([.. after, .. before[Block..(3 * Block)], .. after]);
    }

    [Theory, Everywhere]
    public async Task A_snapshot_that_fails_lets_the_writes_go_on_that_waited_for_it(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = Create(rig, 4);
        var path = rig.PathOf("snapshot");
        rig.Platform.Fail(nameof(StoragePlatform.Clone), StorageErrorCode.DeviceError);

        (await rig.Fails<StorageException>(() => device.Snapshot(path), () => device.SnapshotAsync(path))).Code.ShouldBe(StorageErrorCode.DeviceError);

        await rig.Call(() => device.Write(Rig.Bytes(Block), 0), () => device.WriteAsync(Rig.Bytes(Block), 0));
        rig.FileSystem.Exists(path).ShouldBeFalse();
    }
}
