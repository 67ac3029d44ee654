using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Opening and creating ranged files and locks.</summary>
public sealed partial class FileSystemSuite
{
    [Theory, Everywhere]
    public async Task A_ranged_file_is_created_with_its_length(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("new");

        await using var file = await rig.Call(() => rig.FileSystem.CreateRanged(path, 10_000), () => rig.FileSystem.CreateRangedAsync(path, 10_000));

        file.GetType().Namespace.ShouldBe(rig.FileSystem.GetType().Namespace);
        file.Length.ShouldBe(10_000);
        file.Alignment.ShouldBe(rig.Platform.PageSize);
        file.Allocated.ShouldBe(0);
        file.Remaining.ShouldBe(10_000);
        rig.Content(path).ShouldBe(new byte[10_000]);
    }

    [Theory, Everywhere]
    public async Task An_existing_file_is_not_created_as_a_ranged_one_unless_asked(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        RangedFileOptions overwrite = new() { Overwrite = true, Preallocate = true };

        var exception = await rig.Fails<StorageException, RangedFileBase>(
            () => rig.FileSystem.CreateRanged(path, 100), () => rig.FileSystem.CreateRangedAsync(path, 100));
        exception.Code.ShouldBe(StorageErrorCode.AlreadyExists);
        rig.Content(path).ShouldBe([1, 2, 3]);

        await using var file = await rig.Call(
            () => rig.FileSystem.CreateRanged(path, 100, overwrite), () => rig.FileSystem.CreateRangedAsync(path, 100, overwrite));
        rig.Content(path).ShouldBe(new byte[100]);
    }

    [Theory, Everywhere]
    public async Task A_ranged_file_that_cannot_be_created_leaves_nothing_behind(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("new");
        RangedFileOptions options = new() { Preallocate = true };
        rig.Platform.Fail(nameof(StoragePlatform.Allocate), StorageErrorCode.NoSpace);

        var exception = await rig.Fails<StorageException, RangedFileBase>(
            () => rig.FileSystem.CreateRanged(path, 100, options), () => rig.FileSystem.CreateRangedAsync(path, 100, options));

        exception.Code.ShouldBe(StorageErrorCode.NoSpace);
        rig.FileSystem.Exists(path).ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task A_length_that_is_refused_leaves_the_file_to_overwrite_alone(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        RangedFileOptions options = new() { Overwrite = true };
        rig.Platform.Fail(nameof(StoragePlatform.SetLength), StorageErrorCode.TooLarge);

        await rig.Fails<StorageException, RangedFileBase>(
            () => rig.FileSystem.CreateRanged(path, 100, options), () => rig.FileSystem.CreateRangedAsync(path, 100, options));

        rig.Content(path).ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_ranged_file_is_opened_behind_what_it_holds(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put(Rig.Bytes(4096));
        RangedFileOptions options = new() { Alignment = 512 };

        await using var file = await rig.Call(
            () => rig.FileSystem.OpenRanged(path, 1000, options), () => rig.FileSystem.OpenRangedAsync(path, 1000, options));

        file.Length.ShouldBe(4096);
        file.Allocated.ShouldBe(1024);
        file.Remaining.ShouldBe(3072);
    }

    [Theory, Everywhere]
    public async Task A_ranged_file_does_not_hold_more_than_it_has(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put(Rig.Bytes(100));
        var missing = rig.PathOf("missing");

        await rig.Fails<ArgumentOutOfRangeException, RangedFileBase>(
            () => rig.FileSystem.OpenRanged(path, 101), () => rig.FileSystem.OpenRangedAsync(path, 101));
        await rig.Fails<FileNotFoundException, RangedFileBase>(
            () => rig.FileSystem.OpenRanged(missing, 0), () => rig.FileSystem.OpenRangedAsync(missing, 0));

        rig.Content(path).ShouldBe(Rig.Bytes(100));
    }

    [Theory, Everywhere]
    public async Task The_sizes_of_a_ranged_file_are_checked_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;
        var path = rig.PathOf("new");

        rig.Refuses<ArgumentOutOfRangeException>(() => files.CreateRanged(path, 0), () => files.CreateRangedAsync(path, 0));
        rig.Refuses<ArgumentOutOfRangeException>(() => files.CreateRanged(path, -1), () => files.CreateRangedAsync(path, -1));
        rig.Refuses<ArgumentOutOfRangeException>(() => files.OpenRanged(path, -1), () => files.OpenRangedAsync(path, -1));
        rig.Refuses<ArgumentException>(() => files.CreateRanged("", 1), () => files.CreateRangedAsync("", 1));
        rig.Refuses<ArgumentException>(() => files.OpenRanged("", 0), () => files.OpenRangedAsync("", 0));
        rig.Refuses<ArgumentException>(() => files.OpenLock(""), () => files.OpenLockAsync(""));
        rig.Platform.Calls.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task Opening_a_lock_creates_its_file_and_locks_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("lock");

        await using var first = await rig.Call(() => rig.FileSystem.OpenLock(path), () => rig.FileSystem.OpenLockAsync(path));
        await using var second = await rig.Call(() => rig.FileSystem.OpenLock(path), () => rig.FileSystem.OpenLockAsync(path));

        first.GetType().Namespace.ShouldBe(rig.FileSystem.GetType().Namespace);
        rig.Content(path).ShouldBeEmpty();
        rig.Platform.CallsOf(nameof(StoragePlatform.TryLock)).ShouldBe(0);
        using var guard = second.TryLock(LockMode.Exclusive);
        guard.ShouldNotBeNull();
    }

    [Theory, Everywhere]
    public async Task Opening_a_lock_keeps_the_content_of_an_existing_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);

        await using var file = await rig.Call(() => rig.FileSystem.OpenLock(path), () => rig.FileSystem.OpenLockAsync(path));

        rig.Content(path).ShouldBe([1, 2, 3]);
    }
}
