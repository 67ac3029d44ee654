using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Spans and leases, and the end of a mapping.</summary>
public sealed partial class MappedFileSuite
{
    [Theory, Everywhere]
    public async Task A_closed_mapping_refuses_everything(Setup setup)
    {
        await using var rig = new Rig(setup);
        var map = rig.FileSystem.OpenMapped(rig.Put(Rig.Bytes(100)));

        await rig.Call(map.Dispose, map.DisposeAsync);

        rig.Refuses<ObjectDisposedException>(() => map.ReadAt(new byte[1], 0), () => map.ReadAtAsync(new byte[1], 0));
        rig.Refuses<ObjectDisposedException>(() => map.ReadExactlyAt(new byte[1], 0), () => map.ReadExactlyAtAsync(new byte[1], 0));
        rig.Refuses<ObjectDisposedException>(() => map.ToArray(), () => map.ToArrayAsync());
        Should.Throw<ObjectDisposedException>(() => map.Read<int>(0));
        Should.Throw<ObjectDisposedException>(() => map.ReadBigEndian<int>(0));
        Should.Throw<ObjectDisposedException>(() => map.Span.Length);
        Should.Throw<ObjectDisposedException>(() => map.Slice(0, 1).Length);
        Should.Throw<ObjectDisposedException>(() => { using var lease = map.Lease(); });
        Should.Throw<ObjectDisposedException>(() => map.Length);
        rig.Platform.OpenFiles.ShouldBe(0);
        rig.Platform.Mappings.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task Disposing_again_does_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var map = rig.FileSystem.OpenMapped(rig.Put(Rig.Bytes(100)));

        await rig.Call(map.Dispose, map.DisposeAsync);
        await rig.Call(map.Dispose, map.DisposeAsync);

        rig.Platform.CallsOf(nameof(StoragePlatform.Close)).ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task A_span_that_outlives_its_mapping_shows_zeros(Setup setup)
    {
        setup.SkipOnWindows("a view shows its file until it is collected");
        await using var rig = new Rig(setup);
        var map = rig.FileSystem.OpenMapped(rig.Put([1, 2, 3]));

        OutliveDispose(map);

        static void OutliveDispose(MappedFileBase map)
        {
            var span = map.Span;
            map.Dispose();
#pragma warning disable MW0005 // What a view sees after its end is what is tested.
            span.ToArray().ShouldBe([0, 0, 0]);
#pragma warning restore MW0005

            // A span keeps nothing: its addresses are reserved while the object is reachable.
            GC.KeepAlive(map);
        }
    }

    [Theory, Everywhere]
    public async Task A_lease_keeps_the_bytes_when_the_mapping_is_disposed(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(10_000);
        var map = rig.FileSystem.OpenMapped(rig.Put(content));
        var lease = map.Lease();

        await rig.Call(map.Dispose, map.DisposeAsync);

        rig.Platform.OpenFiles.ShouldBe(0);
        rig.Platform.Mappings.ShouldBe(1);
        lease.Length.ShouldBe(10_000);
        lease.Span.SequenceEqual(content).ShouldBeTrue();
        lease.Read<byte>(9_999).ShouldBe(content[9_999]);
        lease.Dispose();
        rig.Platform.Mappings.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task The_last_lease_lets_the_file_go(Setup setup)
    {
        await using var rig = new Rig(setup);
        var map = rig.FileSystem.OpenMapped(rig.Put([1, 2, 3]));
        var first = map.Lease();
        var second = map.Lease();
        await rig.Call(map.Dispose, map.DisposeAsync);

        first.Dispose();
        first.Dispose();

        rig.Platform.Mappings.ShouldBe(1);
        second.Span[2].ShouldBe((byte)3);
        second.Dispose();
        rig.Platform.Mappings.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_lease_that_was_given_back_is_of_no_use(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMapped(rig.Put([1, 2, 3]));
        var lease = map.Lease();

        lease.Dispose();

        lease.Length.ShouldBe(0);
        Should.Throw<ObjectDisposedException>(() => lease.Span.Length);
        Should.Throw<ObjectDisposedException>(() => lease.Slice(0, 1).Length);
        Should.Throw<ObjectDisposedException>(() => lease.Read<byte>(0));
        map.Read<byte>(0).ShouldBe((byte)1);
    }

    [Theory, Everywhere]
    public async Task Disposing_lets_a_copy_that_runs_finish(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(Large);
        var map = rig.FileSystem.OpenMapped(rig.Put(content));
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.ReadMapping));
        var copying = rig.Start(() => map.ToArray(), () => map.ToArrayAsync());
        await gate.Entered();

        map.Dispose();
        gate.Open();

        (await copying).AsSpan().SequenceEqual(content).ShouldBeTrue();
        await map.DisposeAsync();
        rig.Platform.Mappings.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_reader_that_races_with_dispose_gets_the_bytes_or_the_exception(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Enumerable.Repeat((byte)7, 1000).ToArray();
        var path = rig.Put(content);
        for (var round = 0; round < 10; round++)
        {
            var map = rig.FileSystem.OpenMapped(path);
            var together = new Barrier(3);
            var readers = Enumerable.Range(0, 2).Select(_ => Rig.OnThread(async () =>
            {
                var buffer = new byte[900];
                together.SignalAndWait();
                try
                {
                    while (true)
                    {
                        map.Read<int>(500).ShouldBe(0x07070707);
                        await rig.Call(() => map.ReadExactlyAt(buffer, 50), () => map.ReadExactlyAtAsync(buffer, 50));
                        buffer.ShouldAllBe(value => value == 7);
                    }
                }
                catch (ObjectDisposedException)
                {
                    return;
                }
            })).ToArray();

            together.SignalAndWait();
            await rig.Call(map.Dispose, map.DisposeAsync);

            await Task.WhenAll(readers).WaitAsync(Rig.Deadline);
            await map.DisposeAsync();
        }
    }
}
