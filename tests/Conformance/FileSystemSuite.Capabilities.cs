using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>What a place can do.</summary>
public sealed partial class FileSystemSuite
{
    [Theory, Everywhere]
    public async Task A_place_is_probed_and_left_as_it_was(Setup setup)
    {
        await using var rig = new Rig(setup);

        var place = await rig.Call(() => rig.FileSystem.Probe(rig.Directory), () => rig.FileSystem.ProbeAsync(rig.Directory));

        place.Has(StorageFeatures.FileLocks).ShouldBeTrue();
        place.Durability.ShouldNotBeEmpty();
        rig.FileSystem.Count(rig.Directory).ShouldBe(0);
        (await rig.Call(() => rig.FileSystem.Probe(rig.Directory), () => rig.FileSystem.ProbeAsync(rig.Directory))).ShouldBeSameAs(place);
    }

    [Theory, Everywhere]
    public async Task What_a_place_cannot_do_is_no_feature_and_what_fails_is_an_error(Setup setup)
    {
        await using var rig = new Rig(setup);
        rig.Platform.Fail(nameof(StoragePlatform.FindExtent), StorageErrorCode.NotSupported);

        var place = await rig.Call(() => rig.FileSystem.Probe(rig.Directory), () => rig.FileSystem.ProbeAsync(rig.Directory));
        rig.Platform.Fail(nameof(StoragePlatform.FindExtent), StorageErrorCode.DeviceError);
        var failed = await rig.Fails<StorageException, StorageCapabilities>(
            () => rig.FileSystem.Probe(rig.Directory, anew: true), () => rig.FileSystem.ProbeAsync(rig.Directory, anew: true));

        place.Has(StorageFeatures.Extents).ShouldBeFalse();
        (failed.Code, failed.Path).ShouldBe((StorageErrorCode.DeviceError, rig.Directory));
        rig.FileSystem.Count(rig.Directory).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task Each_feature_is_what_its_primitive_says_and_no_other(Setup setup)
    {
        (StorageFeatures Features, string Primitive)[] features =
        [
            (StorageFeatures.CachedReads, nameof(StoragePlatform.TryReadAt)),
            (StorageFeatures.StartFlush, nameof(StoragePlatform.StartFlush)),
            (StorageFeatures.CopyInside, nameof(StoragePlatform.CopyRange)),
            (StorageFeatures.Reflink, nameof(StoragePlatform.Clone)),
            (StorageFeatures.Extents, nameof(StoragePlatform.FindExtent)),
            (StorageFeatures.Allocation, nameof(StoragePlatform.Allocate)),
            (StorageFeatures.ZeroRange, nameof(StoragePlatform.ZeroRange)),
            (StorageFeatures.HolePunching, nameof(StoragePlatform.PunchHole)),
            (StorageFeatures.FileLocks, nameof(StoragePlatform.TryLock)),
            (StorageFeatures.RangeLocks | StorageFeatures.RangeLockConversion, nameof(StoragePlatform.TryLockRange)),
            (StorageFeatures.RangeLockConversion, nameof(StoragePlatform.TryConvertLockRange)),
            (StorageFeatures.DirectTransfers, nameof(StoragePlatform.Reopen)),
            (StorageFeatures.DirectTransfers | StorageFeatures.UntornWrites, nameof(StoragePlatform.GetTransferLimits)),
        ];
        await using var rig = new Rig(setup);
        var whole = rig.FileSystem.Probe(rig.Directory);

        foreach (var (without, primitive) in features)
        {
            rig.Platform.Fail(primitive, StorageErrorCode.NotSupported);
            var place = await rig.Call(() => rig.FileSystem.Probe(rig.Directory, anew: true), () => rig.FileSystem.ProbeAsync(rig.Directory, anew: true));
            rig.Platform.Restore(primitive);
            place.Features.ShouldBe(whole.Features & ~without, primitive);
        }
    }

    [Theory, Everywhere]
    public async Task Only_a_directory_is_probed(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.Put([1]);
        var missing = rig.PathOf("missing");

        (await rig.Fails<StorageException, StorageCapabilities>(() => rig.FileSystem.Probe(file), () => rig.FileSystem.ProbeAsync(file)))
            .Code.ShouldBe(StorageErrorCode.WrongKind);
        await rig.Fails<FileNotFoundException, StorageCapabilities>(() => rig.FileSystem.Probe(missing), () => rig.FileSystem.ProbeAsync(missing));
        rig.Refuses<ArgumentException>(() => rig.FileSystem.Probe(""), () => rig.FileSystem.ProbeAsync(""));
    }

    [Theory, AsyncEverywhere]
    public async Task A_cancelled_token_probes_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var token = new CancellationToken(canceled: true);

        await Rig.IsCancelled(rig.FileSystem.ProbeAsync(rig.Directory, cancellationToken: token), token);

        rig.Platform.Calls.ShouldBe(0);
    }
}
