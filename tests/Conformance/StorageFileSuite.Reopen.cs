using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Going on after a failed flush.</summary>
public sealed partial class StorageFileSuite
{
    [Theory, Everywhere]
    public async Task A_reopened_file_goes_on_and_others_stay_poisoned_until_they_are_reopened(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        rig.SkipWhereNothingIsDropped(file);
        await using var other = rig.FileSystem.OpenWrite(file.Path);
        await rig.Poison(file);

        await rig.Call(() => file.Reopen(), () => file.ReopenAsync());

        file.IsPoisoned.ShouldBeFalse();
        other.IsPoisoned.ShouldBeTrue();
        file.WriteAt([9], 1);
        file.FlushData();
        Should.Throw<StorageException>(() => other.WriteAt([8], 0)).Code.ShouldBe(StorageErrorCode.Poisoned);
        await using (var later = rig.FileSystem.OpenWrite(file.Path))
        {
            later.IsPoisoned.ShouldBeFalse();
        }

        var drops = rig.Platform.CallsOf(nameof(StoragePlatform.Advise));
        await rig.Call(() => other.Reopen(), () => other.ReopenAsync());
        rig.Platform.CallsOf(nameof(StoragePlatform.Advise)).ShouldBe(drops, "what was written since is sound");
        other.WriteAt([8], 0);
        other.FlushAll();
        rig.Content(file.Path).ShouldBe([8, 9, 3]);
    }

    [Theory, Everywhere]
    public async Task A_mark_from_before_a_reopening_is_never_taken_for_durable(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        rig.SkipWhereNothingIsDropped(file);
        var durable = file.WaitDurable(file.MarkWritten());
        file.WriteAt([4], 0);
        var lost = file.MarkWritten();
        await rig.Poison(file);

        await rig.Call(() => file.Reopen(), () => file.ReopenAsync());
        file.FlushData();

        (await rig.Fails<StorageException>(() => file.WaitDurable(lost), async () => await file.WaitDurableAsync(lost))).Code.ShouldBe(StorageErrorCode.Poisoned);
        file.WaitDurable(durable).ShouldBe(durable);
        file.IsPoisoned.ShouldBeFalse();
        file.WaitDurable(file.MarkWritten());
    }

    [Theory, Everywhere]
    public async Task A_file_whose_pages_cannot_be_dropped_stays_poisoned(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        var cause = await rig.Poison(file);
        rig.Platform.Fail(nameof(StoragePlatform.Advise), StorageErrorCode.DeviceError);

        var refused = await rig.Fails<StorageException>(() => file.Reopen(), () => file.ReopenAsync());

        (refused.Code, refused.Operation, refused.Path).ShouldBe((StorageErrorCode.CacheUnverifiable, nameof(file.Reopen), file.Path));
        refused.InnerException.ShouldBeSameAs(cause);
        file.IsPoisoned.ShouldBeTrue();
        rig.Content(file.Path).ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_sound_file_has_nothing_to_reopen(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);

        await rig.Call(() => file.Reopen(), () => file.ReopenAsync());

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushAll)).ShouldBe(0);
        await file.DisposeAsync();
        rig.Refuses<ObjectDisposedException>(() => file.Reopen(), () => file.ReopenAsync());
    }
}
