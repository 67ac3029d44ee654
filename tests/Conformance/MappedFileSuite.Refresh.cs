using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Following a file that another party makes longer or shorter.</summary>
public sealed partial class MappedFileSuite
{
    [Theory, Everywhere]
    public async Task A_mapping_follows_its_file_and_keeps_its_spans_within_the_capacity(Setup setup)
    {
        setup.SkipOnWindows("nothing is mapped beyond the end");
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        await using var map = rig.FileSystem.OpenMapped(path, new MapOptions { Capacity = 50_000 });
        var lease = map.Lease();
        await using var other = rig.Elsewhere().OpenWrite(path);

        other.WriteAt([9], 20_000);
        map.Length.ShouldBe(3);
        (await rig.Call(() => map.Refresh(), () => map.RefreshAsync())).ShouldBe(20_001);

        map.Length.ShouldBe(20_001);
        map.Capacity.ShouldBe(50_000);
        map.Read<byte>(20_000).ShouldBe((byte)9);
        lease.Span.ToArray().ShouldBe([1, 2, 3]);
        lease.Dispose();
        other.SetLength(2);
        (await rig.Call(() => map.Refresh(), () => map.RefreshAsync())).ShouldBe(2);
        map.ToArray().ShouldBe([1, 2]);
    }

    [Theory, Everywhere]
    public async Task A_mapping_without_a_capacity_moves_when_it_follows_its_file(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not made shorter");
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        await using var map = rig.FileSystem.OpenMapped(path);
        await using var other = rig.Elsewhere().OpenWrite(path);

        other.WriteAt([9], 20_000);
        (await rig.Call(() => map.Refresh(), () => map.RefreshAsync())).ShouldBe(20_001);

        map.Read<byte>(20_000).ShouldBe((byte)9);
        using (map.Lease())
        {
            other.SetLength(1);
            await rig.Fails<InvalidOperationException, long>(() => map.Refresh(), () => map.RefreshAsync());
        }
    }

    [Theory, Everywhere]
    public async Task A_refresh_that_the_system_refuses_changes_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        await using var map = rig.FileSystem.OpenMapped(path);
        await using var other = rig.Elsewhere().OpenWrite(path);
        other.SetLength(5);
        rig.Platform.Fail(nameof(StoragePlatform.Map), StorageErrorCode.OutOfResources);

        await rig.Fails<StorageException, long>(() => map.Refresh(), () => map.RefreshAsync());

        map.Length.ShouldBe(3);
        map.Span.ToArray().ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_closed_mapping_is_not_refreshed(Setup setup)
    {
        await using var rig = new Rig(setup);
        var map = rig.FileSystem.OpenMapped(rig.Put([1]));
        map.Dispose();
        rig.Refuses<ObjectDisposedException>(() => map.Refresh(), () => map.RefreshAsync());
    }
}
