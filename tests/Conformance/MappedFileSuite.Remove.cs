using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Removing the file of a mapping.</summary>
public sealed partial class MappedFileSuite
{
    [Theory, Everywhere]
    public async Task The_name_of_a_mapped_file_is_removed_durably(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not removed");
        await using var rig = new Rig(setup);
        var map = rig.FileSystem.OpenMapped(rig.Put([1]));

        await rig.Call(() => map.Remove(), () => map.RemoveAsync());

        rig.FileSystem.Exists(map.Path).ShouldBeFalse();
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushDirectory)).ShouldBe(1);
        map.IsClosed.ShouldBeTrue();
        rig.Refuses<ObjectDisposedException>(() => map.Remove(), () => map.RemoveAsync());
    }

    [Theory, Everywhere]
    public async Task A_file_that_took_the_place_is_not_removed(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not removed");
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMapped(rig.Put([1]));
        rig.FileSystem.Rename(map.Path, rig.PathOf("away"));

        await rig.Fails<FileNotFoundException>(() => map.Remove(), () => map.RemoveAsync());
        rig.Put([2]);
        (await rig.Fails<StorageException>(() => map.Remove(), () => map.RemoveAsync())).Code.ShouldBe(StorageErrorCode.AnotherFile);

        rig.Content(map.Path).ShouldBe([2]);
        map.Read<byte>(0).ShouldBe((byte)1);
        rig.FileSystem.Rename(rig.PathOf("away"), map.Path, replace: true);
        await rig.Call(() => map.Remove(), () => map.RemoveAsync());
        rig.FileSystem.Exists(map.Path).ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task A_removal_whose_directory_flush_failed_is_repeated(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not removed");
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMapped(rig.Put([1]));
        rig.Platform.Fail(nameof(StoragePlatform.FlushDirectory), StorageErrorCode.OutOfResources);

        (await rig.Fails<StorageException>(() => map.Remove(), () => map.RemoveAsync())).Code.ShouldBe(StorageErrorCode.OutOfResources);
        rig.FileSystem.Exists(map.Path).ShouldBeFalse();
        rig.Put([2]);
        rig.Platform.Restore(nameof(StoragePlatform.FlushDirectory));
        await rig.Call(() => map.Remove(), () => map.RemoveAsync());

        rig.Content(map.Path).ShouldBe([2]);
        rig.Platform.CallsOf(nameof(StoragePlatform.DeleteByIdentity)).ShouldBe(1);
    }

    [Theory, AsyncEverywhere]
    public async Task A_cancelled_removal_removes_nothing_and_can_be_repeated(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not removed");
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMapped(rig.Put([1]));
        var token = new CancellationToken(canceled: true);

        await Rig.IsCancelled(map.RemoveAsync(token), token);

        rig.FileSystem.Exists(map.Path).ShouldBeTrue();
        await map.RemoveAsync();
        rig.FileSystem.Exists(map.Path).ShouldBeFalse();
    }

    [Theory, AsyncEverywhere]
    public async Task Cancelling_a_removal_that_runs_removes_all_the_same(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not removed");
        foreach (var held in new[] { nameof(StoragePlatform.DeleteByIdentity), nameof(StoragePlatform.FlushDirectory) })
        {
            await using var rig = new Rig(setup);
            var map = rig.FileSystem.OpenMapped(rig.Put([1]));

            await rig.CancelWhileHeld(held, token => map.RemoveAsync(token));

            map.IsClosed.ShouldBeTrue();
            rig.FileSystem.Exists(map.Path).ShouldBeFalse();
            rig.Platform.CallsOf(nameof(StoragePlatform.FlushDirectory)).ShouldBe(1);
        }
    }

    [Theory, Everywhere]
    public async Task Disposing_removes_the_file_when_asked_to(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not removed");
        await using var rig = new Rig(setup);
        var map = rig.FileSystem.OpenMapped(rig.Put([1]), new MapOptions { RemoveOnDispose = true });

        await rig.Call(map.Dispose, map.DisposeAsync);

        rig.FileSystem.Exists(map.Path).ShouldBeFalse();
    }
}
