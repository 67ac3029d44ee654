using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Closing, opening anew, taking over, and parts of devices.</summary>
public sealed partial class BlockDeviceSuite
{
    [Theory, Everywhere]
    public async Task Closing_makes_what_was_written_durable_and_is_final(Setup setup)
    {
        await using var rig = new Rig(setup);
        var device = Create(rig, 4);
        var data = Rig.Bytes(Block);
        device.Write(data, 0);

        await rig.Call(device.Close, () => device.CloseAsync());

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(1);
        device.IsClosed.ShouldBeTrue();
        rig.Refuses<ObjectDisposedException>(() => device.Read(data, 0), () => device.ReadAsync(data, 0));
        rig.Refuses<ObjectDisposedException>(() => device.Write(data, 0), () => device.WriteAsync(data, 0));
        rig.Refuses<ObjectDisposedException>(() => device.Trim(0, Block), () => device.TrimAsync(0, Block));
        rig.Refuses<ObjectDisposedException>(device.Flush, () => device.FlushAsync());
        rig.Refuses<ObjectDisposedException>(() => device.Slice(0, Block), () => device.SliceAsync(0, Block));
        rig.Refuses<ObjectDisposedException>(() => device.Reopen(), () => device.ReopenAsync());
        rig.Refuses<ObjectDisposedException>(() => device.Snapshot(rig.PathOf("snapshot")), () => device.SnapshotAsync(rig.PathOf("snapshot")));
        rig.Refuses<ObjectDisposedException>(device.Close, () => device.CloseAsync());
        Should.Throw<ObjectDisposedException>(() => device.TakeWhenDisposed());
    }

    [Theory, Everywhere]
    public async Task A_flush_that_fails_at_the_close_is_told_and_the_device_is_closed(Setup setup)
    {
        await using var rig = new Rig(setup);
        var device = Create(rig, 4);
        rig.Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.DeviceError);

        (await rig.Fails<StorageException>(device.Close, () => device.CloseAsync())).Code.ShouldBe(StorageErrorCode.DeviceError);

        device.IsClosed.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_device_is_opened_anew(Setup setup)
    {
        await using var rig = new Rig(setup);
        var device = Create(rig, 4);
        var data = Rig.Bytes(Block);
        device.Write(data, Block);

        await using var again = await rig.Call(() => device.Reopen(readOnly: true), () => device.ReopenAsync(readOnly: true));

        device.IsClosed.ShouldBeTrue();
        again.GetType().ShouldBe(device.GetType());
        (again.IsReadOnly, again.SupportsTrim, again.BlockSize, again.Size).ShouldBe((true, false, Block, 4 * Block));
        var buffer = new byte[Block];
        again.Read(buffer, Block);
        buffer.ShouldBe(data);
        await rig.Fails<UnauthorizedAccessException>(() => again.Write(data, 0), () => again.WriteAsync(data, 0));
        await rig.Fails<UnauthorizedAccessException>(() => again.Trim(0, Block), () => again.TrimAsync(0, Block));
        await rig.Call(again.Close, () => again.CloseAsync());
    }

    [Theory, Everywhere]
    public async Task A_part_is_a_device_of_its_own(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var device = Create(rig, 10);
        var data = Rig.Bytes(Block);

        await using var part = await rig.Call(() => device.Slice(2 * Block, 4 * Block), () => device.SliceAsync(2 * Block, 4 * Block));
        await using var inner = part.Slice(Block, Block);

        part.GetType().ShouldBe(device.GetType());
        (part.BlockCount, inner.BlockCount).ShouldBe((4, 1));
        part.Write(data, 3 * Block);
        rig.Content(device.Path)[(5 * Block)..(6 * Block)].ShouldBe(data);
        inner.Write(data, 0);
        rig.Content(device.Path)[(3 * Block)..(4 * Block)].ShouldBe(data);
        rig.Refuses<ArgumentOutOfRangeException>(() => part.Read(data, 4 * Block), () => part.ReadAsync(data, 4 * Block));
        rig.Refuses<ArgumentOutOfRangeException>(() => inner.Slice(Block, Block), () => inner.SliceAsync(Block, Block));
        await rig.Fails<NotSupportedException, BlockDeviceBase>(() => part.Reopen(), () => AsBase(part.ReopenAsync()));
        part.IsClosed.ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task A_part_and_the_whole_are_closed_apart_and_the_file_with_the_last(Setup setup)
    {
        await using var rig = new Rig(setup);
        var device = Create(rig, 4);
        var part = device.Slice(Block, Block);
        var other = device.Slice(0, Block);
        var data = Rig.Bytes(Block);

        other.Dispose();
        device.Write(data, 0);
        device.Dispose();
        part.Write(data, 0);
        rig.Platform.OpenFiles.ShouldBe(1);
        Should.Throw<StorageException>(() => rig.FileSystem.OpenDevice(device.Path, s_small)).Code.ShouldBe(StorageErrorCode.InUse);
        part.Dispose();

        rig.Platform.OpenFiles.ShouldBe(0);
        rig.Content(device.Path)[..(2 * Block)].ShouldBe([.. data, .. data]);
    }

    [Theory, Everywhere]
    public async Task Who_waits_takes_the_device_over(Setup setup)
    {
        await using var rig = new Rig(setup);
        var device = Create(rig, 4);
        var taking = await rig.StartWaiting(() => device.TakeWhenDisposed(), () => device.TakeWhenDisposedAsync());
        device.Write(Rig.Bytes(Block), 0);

        device.Dispose();

        await using var taken = await taking.WaitAsync(Rig.Deadline);
        taken.ShouldNotBe(device);
        taken.GetType().ShouldBe(device.GetType());
        var buffer = new byte[Block];
        taken.Read(buffer, 0);
        buffer.ShouldBe(Rig.Bytes(Block));
        Should.Throw<StorageException>(() => rig.FileSystem.OpenDevice(device.Path, s_small)).Code.ShouldBe(StorageErrorCode.InUse);
    }

    [Theory, Everywhere]
    public async Task Who_gave_the_wait_up_takes_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var device = Create(rig, 4);
        using var cancel = new CancellationTokenSource();
        var taking = device.TakeWhenDisposedAsync(cancel.Token).AsTask();
        Should.Throw<InvalidOperationException>(() => device.TakeWhenDisposedAsync());

        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => taking);
        await device.DisposeAsync();

        rig.Platform.OpenFiles.ShouldBe(0);
    }

    private static async ValueTask<BlockDeviceBase> AsBase(ValueTask<BlockDeviceBase> pending) => await pending;
}
