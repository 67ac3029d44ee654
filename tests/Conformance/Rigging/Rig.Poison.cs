using Mapwright.Conformance.Matrix;

namespace Mapwright.Conformance.Rigging;

internal sealed partial class Rig
{
    /// <summary>Skips the test where a poisoned file cannot be reopened.</summary>
    public void SkipWhereNothingIsDropped(FileBackedObject file) => Assert.SkipWhen(
        Setup.Place.IsReal && (!OperatingSystem.IsLinux() || file.ActiveDurability.StartsWith("none", StringComparison.Ordinal)),
        "pages cannot be dropped from the cache here");

    /// <summary>Makes one flush of a file fail.</summary>
    public async Task<StorageException> Poison(StorageFileBase file)
    {
        Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.DeviceError, times: 1);
        return await Fails<StorageException>(() => file.FlushData(), () => file.FlushDataAsync());
    }
}
