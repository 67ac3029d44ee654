using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Writes that are durable by themselves, and write-back that is only started.</summary>
public sealed partial class MutableMappedFileSuite
{
    [Theory, Everywhere]
    public async Task A_durable_write_is_seen_through_the_mapping_and_in_the_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(10_000);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(content), new MapOptions { Offset = 1001 });
        byte[] written = [1, 2, 3, 4];

        await rig.Call(() => map.WriteDurableAt(written, 100), () => map.WriteDurableAtAsync(written, 100));

        written.CopyTo(content, 1101);
        map.ToArray().ShouldBe(content[1001..]);
        rig.Content(map.Path).ShouldBe(content);
        rig.Refuses<ArgumentOutOfRangeException>(() => map.WriteDurableAt(written, -1), () => map.WriteDurableAtAsync(written, -1));
        await rig.Fails<ArgumentOutOfRangeException>(() => map.WriteDurableAt(written, 8_996), () => map.WriteDurableAtAsync(written, 8_996));
        rig.Content(map.Path).Length.ShouldBe(10_000);
    }

    [Theory, Everywhere]
    public async Task A_durable_write_that_fails_poisons(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(Rig.Bytes(100)));
        rig.Platform.Fail(nameof(StoragePlatform.WriteDurableAt), StorageErrorCode.DeviceError);

        var failed = await rig.Fails<StorageException>(() => map.WriteDurableAt([1], 0), () => map.WriteDurableAtAsync(new byte[1], 0));

        failed.Code.ShouldBe(StorageErrorCode.DeviceError);
        map.IsPoisoned.ShouldBeTrue();
        (await rig.Fails<StorageException>(() => map.StartFlush(0, 1), () => map.StartFlushAsync(0, 1))).Code.ShouldBe(StorageErrorCode.Poisoned);
    }

    [Theory, Everywhere]
    public async Task Write_back_is_started(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(Rig.Bytes(100)));
        await using var copy = rig.FileSystem.OpenCopyOnWrite(map.Path);

        await rig.Call(() => map.StartFlush(10, 90), () => map.StartFlushAsync(10, 90));
        await rig.Call(() => map.StartFlush(100, 0), () => map.StartFlushAsync(100, 0));
        await rig.Call(() => copy.StartFlush(10, 90), () => copy.StartFlushAsync(10, 90));

        rig.Refuses<ArgumentOutOfRangeException>(() => map.StartFlush(-1, 1), () => map.StartFlushAsync(-1, 1));
        await rig.Fails<ArgumentOutOfRangeException>(() => map.StartFlush(10, 91), () => map.StartFlushAsync(10, 91));
        await rig.Fails<ArgumentOutOfRangeException>(() => copy.StartFlush(10, 91), () => copy.StartFlushAsync(10, 91));
        await rig.Fails<NotSupportedException>(() => copy.WriteDurableAt([1], 0), () => copy.WriteDurableAtAsync(new byte[1], 0));
    }
}
