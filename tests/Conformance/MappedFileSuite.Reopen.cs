using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Going on after a failed flush.</summary>
public sealed partial class MappedFileSuite
{
    [Theory, Everywhere]
    public async Task A_reopened_map_goes_on_and_other_maps_refuse_until_they_are_reopened(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put([1, 2, 3]));
        rig.SkipWhereNothingIsDropped(map);
        await using var other = rig.FileSystem.OpenMapped(map.Path);
        rig.Platform.Fail(nameof(StoragePlatform.FlushMapping), StorageErrorCode.DeviceError, times: 1);
        map.Write<byte>(0, 9);
        Should.Throw<StorageException>(map.Flush);
        Should.Throw<StorageException>(() => map.Write<byte>(0, 8)).Code.ShouldBe(StorageErrorCode.Poisoned);

        await rig.Call(() => map.Reopen(), () => map.ReopenAsync());

        map.IsPoisoned.ShouldBeFalse();
        map.Write<byte>(2, 7);
        map.Flush();
        rig.Content(map.Path)[1..].ShouldBe([2, 7]);
        Should.Throw<StorageException>(() => other.Read<byte>(0)).Code.ShouldBe(StorageErrorCode.Poisoned);
        await rig.Call(() => other.Reopen(), () => other.ReopenAsync());
        other.Read<byte>(2).ShouldBe((byte)7);
    }

    [Theory, Everywhere]
    public async Task A_map_with_a_lease_out_or_of_its_own_is_not_reopened(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        await using var map = rig.FileSystem.OpenMapped(file.Path);
        await using var own = rig.FileSystem.OpenCopyOnWrite(file.Path);
        await rig.Poison(file);
        using (map.Lease())
        {
            await rig.Fails<InvalidOperationException>(() => map.Reopen(), () => map.ReopenAsync());
            (await rig.Fails<StorageException>(() => file.Reopen(), () => file.ReopenAsync())).Code.ShouldBe(StorageErrorCode.CacheUnverifiable);
            map.Read<byte>(1).ShouldBe((byte)2);
        }

        await rig.Fails<NotSupportedException>(() => own.Reopen(), () => own.ReopenAsync());
        map.IsPoisoned.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_map_whose_reopening_is_refused_shows_the_file_again(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        await using var map = rig.FileSystem.OpenMapped(file.Path);
        await rig.Poison(file);
        rig.Platform.Fail(nameof(StoragePlatform.GetResidency), StorageErrorCode.AccessDenied);

        (await rig.Fails<StorageException>(() => map.Reopen(), () => map.ReopenAsync())).Code.ShouldBe(StorageErrorCode.CacheUnverifiable);

        map.IsPoisoned.ShouldBeTrue();
        map.Read<byte>(1).ShouldBe((byte)2);
    }
}
