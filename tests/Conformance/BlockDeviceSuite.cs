using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Blocks: reading, writing, trimming, flushing, and what is refused.</summary>
public sealed partial class BlockDeviceSuite
{
    private const int Block = 512;

    private static readonly BlockDeviceOptions s_small = new() { BlockSize = Block };

    [Theory, Everywhere]
    public async Task A_device_has_blocks(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = Create(rig, 10);

        (device.BlockSize, device.BlockCount, device.Size).ShouldBe((Block, 10, 10 * Block));
        device.IsReadOnly.ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task What_is_written_is_read(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = Create(rig, 10);
        var data = Rig.Bytes(2 * Block);
        var buffer = new byte[3 * Block];

        await rig.Call(() => device.Write(data, 3 * Block), () => device.WriteAsync(data, 3 * Block));
        await rig.Call(() => device.Read(buffer, 2 * Block), () => device.ReadAsync(buffer, 2 * Block));

        buffer[..Block].ShouldBe(new byte[Block]);
        buffer[Block..].ShouldBe(data);
        rig.Content(device.Path)[(3 * Block)..(5 * Block)].ShouldBe(data);
    }

    /// <summary>What an adapter completes natively is the device from its start; a part that starts elsewhere is read by the body.</summary>
    [Theory, Everywhere]
    public async Task A_device_and_a_part_of_it_are_read_where_nothing_is_cached(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = Create(rig, 4);
        await using var first = device.Slice(0, 2 * Block);
        await using var last = device.Slice(2 * Block, 2 * Block);
        var data = Rig.Bytes(4 * Block);
        var buffer = new byte[Block];
        device.Write(data, 0);
        rig.Platform.Fail(nameof(StoragePlatform.TryReadAt), StorageErrorCode.NotSupported);

        foreach (var (read, offset, place) in ((BlockDeviceBase, long, int)[])[(device, 3 * Block, 3 * Block), (first, Block, Block), (last, Block, 3 * Block)])
        {
            await rig.Call(() => read.Read(buffer, offset), () => read.ReadAsync(buffer, offset));
            buffer.ShouldBe(data[place..(place + Block)]);
        }

        rig.Platform.Fail(nameof(StoragePlatform.ReadAt), StorageErrorCode.DeviceError);
        foreach (var read in new[] { device, first, last })
        {
            (await rig.Fails<StorageException>(() => read.Read(buffer, 0), () => read.ReadAsync(buffer, 0))).Code.ShouldBe(StorageErrorCode.DeviceError);
        }
    }

    [Theory, Everywhere]
    public async Task Nothing_is_read_and_written_at_the_end(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = Create(rig, 2);

        await rig.Call(() => device.Read([], 2 * Block), () => device.ReadAsync(Memory<byte>.Empty, 2 * Block));
        await rig.Call(() => device.Write([], 2 * Block), () => device.WriteAsync(ReadOnlyMemory<byte>.Empty, 2 * Block));
        await rig.Call(() => device.Trim(2 * Block, 0), () => device.TrimAsync(2 * Block, 0));

        rig.Content(device.Path).Length.ShouldBe(2 * Block);
    }

    [Theory, Everywhere]
    public async Task What_is_no_whole_block_is_refused(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = Create(rig, 4);
        var part = new byte[Block - 1];
        var whole = new byte[Block];

        rig.Refuses<ArgumentException>(() => device.Read(part, 0), () => device.ReadAsync(part, 0));
        rig.Refuses<ArgumentException>(() => device.Read(whole, 1), () => device.ReadAsync(whole, 1));
        rig.Refuses<ArgumentException>(() => device.Write(part, 0), () => device.WriteAsync(part, 0));
        rig.Refuses<ArgumentException>(() => device.Write(whole, Block / 2), () => device.WriteAsync(whole, Block / 2));
        rig.Refuses<ArgumentException>(() => device.Trim(1, Block), () => device.TrimAsync(1, Block));
        rig.Refuses<ArgumentException>(() => device.Trim(0, 1), () => device.TrimAsync(0, 1));
        rig.Refuses<ArgumentException>(() => device.Slice(0, 1), () => device.SliceAsync(0, 1));
        rig.Refuses<ArgumentException>(() => device.Slice(1, Block), () => device.SliceAsync(1, Block));

        rig.Content(device.Path).ShouldBe(new byte[4 * Block]);
    }

    [Theory, Everywhere]
    public async Task What_is_not_inside_is_refused(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = Create(rig, 4);
        var two = new byte[2 * Block];

        foreach (var offset in (long[])[3 * Block, 4 * Block, -Block, long.MaxValue - Block + 1])
        {
            rig.Refuses<ArgumentOutOfRangeException>(() => device.Read(two, offset), () => device.ReadAsync(two, offset));
            rig.Refuses<ArgumentOutOfRangeException>(() => device.Write(two, offset), () => device.WriteAsync(two, offset));
            rig.Refuses<ArgumentOutOfRangeException>(() => device.Trim(offset, 2 * Block), () => device.TrimAsync(offset, 2 * Block));
            rig.Refuses<ArgumentOutOfRangeException>(() => device.Slice(offset, 2 * Block), () => device.SliceAsync(offset, 2 * Block));
        }

        rig.Refuses<ArgumentOutOfRangeException>(() => device.Trim(0, -Block), () => device.TrimAsync(0, -Block));
        rig.Refuses<ArgumentOutOfRangeException>(() => device.Slice(0, 0), () => device.SliceAsync(0, 0));
        rig.Refuses<ArgumentOutOfRangeException>(
            () => device.Write(two, 0, (DeviceWriteOptions)4), () => device.WriteAsync(two, 0, (DeviceWriteOptions)4));
        rig.Content(device.Path).ShouldBe(new byte[4 * Block]);
    }

    [Theory, Everywhere]
    public async Task A_write_that_is_forced_is_durable_by_itself_and_a_barrier_comes_before(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = Create(rig, 4);
        var data = Rig.Bytes(Block);

        await rig.Call(() => device.Write(data, 0), () => device.WriteAsync(data, 0));
        (Flushes(), Barriers(), Forced()).ShouldBe((0, 0, 0));
        await rig.Call(
            () => device.Write(data, 0, DeviceWriteOptions.ForceAccess), () => device.WriteAsync(data, 0, DeviceWriteOptions.ForceAccess));
        (Flushes(), Barriers(), Forced()).ShouldBe((0, 0, 1));
        await rig.Call(() => device.Write(data, 0, DeviceWriteOptions.PreBarrier), () => device.WriteAsync(data, 0, DeviceWriteOptions.PreBarrier));
        (Flushes(), Barriers(), Forced()).ShouldBe((0, 1, 1));
        await rig.Call(device.Flush, () => device.FlushAsync());
        (Flushes(), Barriers(), Forced()).ShouldBe((1, 1, 1));

        int Flushes() => rig.Platform.CallsOf(nameof(StoragePlatform.FlushData));
        int Barriers() => rig.Platform.CallsOf(nameof(StoragePlatform.Barrier));
        int Forced() => rig.Platform.CallsOf(nameof(StoragePlatform.WriteDurableAt));
    }

    [Theory, Everywhere]
    public async Task Behind_a_barrier_that_failed_nothing_is_written(Setup setup)
    {
        await using var rig = new Rig(setup);
        var device = Create(rig, 4);
        var data = Rig.Bytes(Block);
        rig.Platform.Fail(nameof(StoragePlatform.Barrier), StorageErrorCode.DeviceError);

        var failed = await rig.Fails<StorageException>(
            () => device.Write(data, 0, DeviceWriteOptions.PreBarrier), () => device.WriteAsync(data, 0, DeviceWriteOptions.PreBarrier));
        var later = await rig.Fails<StorageException>(() => device.Write(data, 0), () => device.WriteAsync(data, 0));

        failed.Code.ShouldBe(StorageErrorCode.DeviceError);
        later.Code.ShouldBe(StorageErrorCode.Poisoned);
        device.IsPoisoned.ShouldBeTrue();
        rig.Content(device.Path)[..Block].ShouldBe(new byte[Block]);
        device.Dispose();
    }

    [Theory, Everywhere]
    public async Task What_is_trimmed_reads_as_zeros(Setup setup)
    {
        setup.SkipOnWine("there are no holes");
        await using var rig = new Rig(setup);
        await using var device = rig.FileSystem.CreateDevice(rig.PathOf("device"), 4);
        var size = (int)device.Size;
        var data = Rig.Bytes(size);
        device.Write(data, 0);
        device.SupportsTrim.ShouldBeTrue();

        await rig.Call(() => device.Trim(4096, 8192), () => device.TrimAsync(4096, 8192));

        var content = rig.Content(device.Path);
        content.Length.ShouldBe(size);
        content[..4096].ShouldBe(data[..4096]);
        content[4096..12288].ShouldBe(new byte[8192]);
        content[12288..].ShouldBe(data[12288..]);
    }

    [Theory, Everywhere]
    public async Task A_device_that_was_cut_off_says_so(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = Create(rig, 4);
        using (var file = rig.FileSystem.OpenWrite(device.Path))
        {
            file.SetLength(Block + 1);
        }

        var buffer = new byte[2 * Block];
        var cut = await rig.Fails<StorageException>(() => device.Read(buffer, 0), () => device.ReadAsync(buffer, 0));

        cut.Code.ShouldBe(StorageErrorCode.Truncated);
    }

    [Theory, AsyncEverywhere]
    public async Task A_cancelled_token_does_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = Create(rig, 4);
        var token = new CancellationToken(canceled: true);
        var data = Rig.Bytes(Block);

        await Rig.IsCancelled(device.ReadAsync(data, 0, token), token);
        await Rig.IsCancelled(device.WriteAsync(data, 0, cancellationToken: token), token);
        await Rig.IsCancelled(device.TrimAsync(0, Block, token), token);
        await Rig.IsCancelled(device.FlushAsync(token), token);
        await Rig.IsCancelled(device.SliceAsync(0, Block, token), token);
        await Rig.IsCancelled(device.CloseAsync(token), token);

        device.IsClosed.ShouldBeFalse();
        rig.Content(device.Path).ShouldBe(new byte[4 * Block]);
    }

    private static BlockDeviceBase Create(Rig rig, long blocks, string name = "device") => rig.FileSystem.CreateDevice(rig.PathOf(name), blocks, s_small);
}
