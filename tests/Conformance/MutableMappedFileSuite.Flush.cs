using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Flushing a mapping, poison, and private copies.</summary>
public sealed partial class MutableMappedFileSuite
{
    [Theory, Everywhere]
    public async Task A_flush_is_one_flush_of_the_mapping(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(new byte[10_000]));
        map.Write(5000, 1);

        await rig.Call(() => map.Flush(), () => map.FlushAsync());
        await rig.Call(() => map.FlushRange(5000, 4), () => map.FlushRangeAsync(5000, 4));

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushMapping)).ShouldBe(2);
    }

    [Theory, Everywhere]
    public async Task Flushing_nothing_flushes_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(new byte[100]));

        await rig.Call(() => map.FlushRange(100, 0), () => map.FlushRangeAsync(100, 0));

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushMapping)).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task The_length_of_an_emptied_file_is_flushed_too(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not made shorter");
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(new byte[100]));
        map.SetLength(0);

        await rig.Call(() => map.Flush(), () => map.FlushAsync());

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task A_failed_flush_poisons_the_file_for_every_object(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put(new byte[100]);
        await using var map = rig.FileSystem.OpenMutableMapped(path);
        await using var other = rig.FileSystem.OpenMutableMapped(path);
        await using var file = rig.FileSystem.OpenWrite(path);
        rig.Platform.Fail(nameof(StoragePlatform.FlushMapping), StorageErrorCode.DeviceError, times: 1);

        var first = await rig.Fails<StorageException>(() => map.FlushRange(0, 10), () => map.FlushRangeAsync(0, 10));
        StorageException[] later =
        [
            await rig.Fails<StorageException>(() => map.Flush(), () => map.FlushAsync()),
            await rig.Fails<StorageException>(() => map.FlushRange(0, 1), () => map.FlushRangeAsync(0, 1)),
            await rig.Fails<StorageException>(() => other.WriteAt([1], 0), () => other.WriteAtAsync(new byte[] { 1 }, 0)),
            await rig.Fails<StorageException>(() => other.Fill(0, 1, 1), () => other.FillAsync(0, 1, 1)),
            await rig.Fails<StorageException>(() => other.SetLength(1), () => other.SetLengthAsync(1)),
            await rig.Fails<StorageException>(() => file.WriteAt([1], 0), () => file.WriteAtAsync(new byte[] { 1 }, 0)),
            Should.Throw<StorageException>(() => map.Write(0, 1)),
            Should.Throw<StorageException>(() => other.WriteBigEndian(0, 1)),
        ];

        first.Code.ShouldBe(StorageErrorCode.DeviceError);
        first.Operation.ShouldBe(nameof(map.FlushRange));
        other.IsPoisoned.ShouldBeTrue();
        later.ShouldAllBe(exception => exception.Code == StorageErrorCode.Poisoned && exception.InnerException == first);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushMapping)).ShouldBe(1);
        rig.Content(path).ShouldBe(new byte[100]);
    }

    [Theory, Everywhere]
    public async Task A_private_copy_is_written_without_the_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(10_000);
        await using var map = rig.FileSystem.OpenCopyOnWrite(rig.Put(content));
        var written = Rig.Bytes(5000, seed: 1);

        await rig.Call(() => map.WriteAt(written, 1000), () => map.WriteAtAsync(written, 1000));
        await rig.Call(() => map.Fill(0, 10, 9), () => map.FillAsync(0, 10, 9));
        map.Write(9000, 0x01010101);

        var copy = await rig.Call(() => map.ToArray(), () => map.ToArrayAsync());
        var part = new byte[5000];
        await rig.Call(() => map.ReadExactlyAt(part, 1000), () => map.ReadExactlyAtAsync(part, 1000));
        part.ShouldBe(written);
        copy[..10].ShouldAllBe(value => value == 9);
        copy[1000..6000].ShouldBe(written);
        copy[9000..9004].ShouldBe([1, 1, 1, 1]);
        copy[9004..].ShouldBe(content[9004..]);
        rig.Content(map.Path).ShouldBe(content);
    }

    [Theory, Everywhere]
    public async Task Flushing_a_private_copy_does_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenCopyOnWrite(rig.Put(new byte[100]));
        map.Write(0, 1);

        await rig.Call(() => map.Flush(), () => map.FlushAsync());
        await rig.Call(() => map.FlushRange(0, 100), () => map.FlushRangeAsync(0, 100));

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushMapping)).ShouldBe(0);
        await rig.Fails<ArgumentOutOfRangeException>(() => map.FlushRange(0, 101), () => map.FlushRangeAsync(0, 101));
    }

    [Theory, Everywhere]
    public async Task A_private_copy_of_a_poisoned_file_can_be_written(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put(new byte[100]);
        await using var file = rig.FileSystem.OpenWrite(path);
        await using var map = rig.FileSystem.OpenCopyOnWrite(path);
        rig.Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.DeviceError, times: 1);
        Should.Throw<StorageException>(file.FlushData);

        await rig.Call(() => map.WriteAt([1], 0), () => map.WriteAtAsync(new byte[] { 1 }, 0));
        map.Write<byte>(1, 2);

        map.Slice(0, 2).ToArray().ShouldBe([1, 2]);
    }
}
