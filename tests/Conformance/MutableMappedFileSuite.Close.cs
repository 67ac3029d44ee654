using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Closing with a flush and a length, and freezing.</summary>
public sealed partial class MutableMappedFileSuite
{
    [Theory, Everywhere]
    public async Task Closing_flushes_cuts_off_and_disposes(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not made shorter");
        await using var rig = new Rig(setup);
        var map = rig.FileSystem.OpenMutableMapped(rig.Put(Rig.Bytes(20_000)));
        map.Write(0, (byte)7);

        await rig.Call(() => map.Close(10), () => map.CloseAsync(10));

        map.IsClosed.ShouldBeTrue();
        rig.Content(map.Path).Length.ShouldBe(10);
        rig.Content(map.Path)[0].ShouldBe((byte)7);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushMapping)).ShouldBe(1);
        rig.Refuses<ObjectDisposedException>(() => map.Close(), () => map.CloseAsync());
    }

    [Theory, Everywhere]
    public async Task A_close_that_fails_leaves_the_mapping_open_with_everything_in_it(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(new byte[100]));
        map.Write(0, (byte)7);

        rig.Refuses<ArgumentOutOfRangeException>(() => map.Close(-1), () => map.CloseAsync(-1));
        rig.Platform.Fail(nameof(StoragePlatform.SetLength), StorageErrorCode.NoSpace);
        await rig.Fails<StorageException>(() => map.Close(500), () => map.CloseAsync(500));
        map.IsClosed.ShouldBeFalse();
        map.IsPoisoned.ShouldBeFalse();
        map.Length.ShouldBe(100);
        rig.Platform.Fail(nameof(StoragePlatform.FlushMapping), StorageErrorCode.DeviceError);
        await rig.Fails<StorageException>(() => map.Close(), () => map.CloseAsync());
        map.IsClosed.ShouldBeFalse();
        map.IsPoisoned.ShouldBeTrue();
        map.Read<byte>(0).ShouldBe((byte)7);
    }

    [Theory, AsyncEverywhere]
    public async Task Cancelled_before_it_starts_closing_and_changing_the_length_do_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put([1, 2, 3]));
        var token = new CancellationToken(canceled: true);

        await Rig.IsCancelled(map.CloseAsync(1, token), token);
        await Rig.IsCancelled(map.SetLengthAsync(1, token), token);
        await Rig.IsCancelled(map.FreezeAsync(token), token);

        map.IsClosed.ShouldBeFalse();
        map.Write(0, (byte)9);
        await map.FlushAsync(CancellationToken.None);
        rig.Content(map.Path).ShouldBe([9, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_frozen_mapping_is_read_and_not_written(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put([1, 2, 3]));

        await rig.Call(() => map.Freeze(), () => map.FreezeAsync());

        map.IsFrozen.ShouldBeTrue();
        await rig.Fails<InvalidOperationException>(() => map.WriteAt([9], 0), () => map.WriteAtAsync(new byte[] { 9 }, 0));
        await rig.Fails<InvalidOperationException>(() => map.Fill(0, 1, 9), () => map.FillAsync(0, 1, 9));
        await rig.Fails<InvalidOperationException>(() => map.SetLength(1), () => map.SetLengthAsync(1));
        Should.Throw<InvalidOperationException>(() => map.Write(0, (byte)9));
        Should.Throw<InvalidOperationException>(() => map.Span[0] = 9);
        (await rig.Call(() => map.ToArray(), () => map.ToArrayAsync())).ShouldBe([1, 2, 3]);

        await rig.Call(() => map.Unfreeze(), () => map.UnfreezeAsync());
        map.Write(0, (byte)9);
        rig.Content(map.Path).ShouldBe([9, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_mapping_is_frozen_to_run_its_bytes(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put([1, 2, 3]));

        await rig.Call(() => map.FreezeExecutable(), () => map.FreezeExecutableAsync());

        map.IsExecutable.ShouldBeTrue();
        map.IsFrozen.ShouldBeTrue();
        map.ToArray().ShouldBe([1, 2, 3]);
        await rig.Fails<InvalidOperationException>(() => map.Freeze(), () => map.FreezeAsync());
        await rig.Call(() => map.Unfreeze(), () => map.UnfreezeAsync());
        map.IsExecutable.ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task Freezing_waits_for_no_lease(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put([1, 2, 3]));
        using (map.Lease())
        {
            await rig.Fails<InvalidOperationException>(() => map.Freeze(), () => map.FreezeAsync());
            map.Write(0, (byte)9);
        }

        map.IsFrozen.ShouldBeFalse();
    }
}
