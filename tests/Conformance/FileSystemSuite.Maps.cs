using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Opening and creating mapped files.</summary>
public sealed partial class FileSystemSuite
{
    [Theory, Everywhere]
    public async Task A_file_is_mapped_for_reading(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);

        await using var map = await rig.Call(() => rig.FileSystem.OpenMapped(path), () => rig.FileSystem.OpenMappedAsync(path));

        map.GetType().Namespace.ShouldBe(rig.FileSystem.GetType().Namespace);
        map.Path.ShouldBe(path);
        map.IsReadOnly.ShouldBeTrue();
        map.IsCopyOnWrite.ShouldBeFalse();
        map.Offset.ShouldBe(0);
        map.Length.ShouldBe(3);
        map.Span.ToArray().ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task Advice_that_the_system_does_not_take_changes_nothing_and_one_that_fails_maps_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        var options = new MapOptions { Advice = MapAdvice.Sequential };
        rig.Platform.Fail(nameof(StoragePlatform.AdviseMapping), StorageErrorCode.NotSupported);

        await using (var map = await rig.Call(() => rig.FileSystem.OpenMapped(path, options), () => rig.FileSystem.OpenMappedAsync(path, options)))
        {
            map.Span.ToArray().ShouldBe([1, 2, 3]);
        }

        rig.Platform.Fail(nameof(StoragePlatform.AdviseMapping), StorageErrorCode.OutOfResources);
        var failed = await rig.Fails<StorageException, MappedFileBase>(
            () => rig.FileSystem.OpenMapped(path, options), () => rig.FileSystem.OpenMappedAsync(path, options));
        failed.Code.ShouldBe(StorageErrorCode.OutOfResources);
    }

    [Theory, Everywhere]
    public async Task A_file_is_mapped_for_writing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);

        await using var map = await rig.Call(() => rig.FileSystem.OpenMutableMapped(path), () => rig.FileSystem.OpenMutableMappedAsync(path));

        map.GetType().Namespace.ShouldBe(rig.FileSystem.GetType().Namespace);
        map.IsReadOnly.ShouldBeFalse();
        map.IsCopyOnWrite.ShouldBeFalse();
        map.Span.ToArray().ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_mapped_file_is_created_full_of_zeros(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("new");

        await using var map = await rig.Call(
            () => rig.FileSystem.CreateMutableMapped(path, 10_000), () => rig.FileSystem.CreateMutableMappedAsync(path, 10_000));

        map.Length.ShouldBe(10_000);
        map.ToArray().ShouldAllBe(value => value == 0);
        rig.Content(path).Length.ShouldBe(10_000);
    }

    [Theory, Everywhere]
    public async Task A_private_copy_needs_only_the_right_to_read(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);

        await using var map = await rig.Call(() => rig.FileSystem.OpenCopyOnWrite(path), () => rig.FileSystem.OpenCopyOnWriteAsync(path));

        map.IsCopyOnWrite.ShouldBeTrue();
        map.IsReadOnly.ShouldBeTrue();
        map.Span.ToArray().ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_part_of_a_file_is_mapped_from_any_offset(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(20_000);
        var path = rig.Put(content);
        var part = new MapOptions { Offset = 4097, Length = 9001 };
        var rest = new MapOptions { Offset = 12_345, Populate = true };

        await using var reading = await rig.Call(() => rig.FileSystem.OpenMapped(path, part), () => rig.FileSystem.OpenMappedAsync(path, part));
        await using var writing = await rig.Call(() => rig.FileSystem.OpenMutableMapped(path, rest), () => rig.FileSystem.OpenMutableMappedAsync(path, rest));

        reading.Offset.ShouldBe(4097);
        reading.Span.ToArray().ShouldBe(content[4097..(4097 + 9001)]);
        writing.Offset.ShouldBe(12_345);
        writing.Span.ToArray().ShouldBe(content[12_345..]);
    }

    [Theory, Everywhere]
    public async Task An_empty_file_is_mapped_as_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([]);

        await using var reading = await rig.Call(() => rig.FileSystem.OpenMapped(path), () => rig.FileSystem.OpenMappedAsync(path));
        await using var created = await rig.Call(
            () => rig.FileSystem.CreateMutableMapped(rig.PathOf("new"), 0), () => rig.FileSystem.CreateMutableMappedAsync(rig.PathOf("new"), 0));

        reading.Length.ShouldBe(0);
        reading.Span.IsEmpty.ShouldBeTrue();
        created.Length.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_missing_file_is_not_mapped(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("missing");

        await rig.Fails<FileNotFoundException, MappedFileBase>(() => rig.FileSystem.OpenMapped(path), () => rig.FileSystem.OpenMappedAsync(path));
        await rig.Fails<FileNotFoundException, MutableMappedFileBase>(
            () => rig.FileSystem.OpenMutableMapped(path), () => rig.FileSystem.OpenMutableMappedAsync(path));
        await rig.Fails<FileNotFoundException, MutableMappedFileBase>(
            () => rig.FileSystem.OpenCopyOnWrite(path), () => rig.FileSystem.OpenCopyOnWriteAsync(path));
    }

    [Theory, Everywhere]
    public async Task An_existing_file_is_not_created_as_a_map(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);

        var exception = await rig.Fails<StorageException, MutableMappedFileBase>(
            () => rig.FileSystem.CreateMutableMapped(path, 10), () => rig.FileSystem.CreateMutableMappedAsync(path, 10));

        exception.Code.ShouldBe(StorageErrorCode.AlreadyExists);
        exception.Operation.ShouldBe(nameof(rig.FileSystem.CreateMutableMapped));
        rig.Content(path).ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_part_that_is_not_inside_the_file_is_not_mapped(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);

        foreach (var options in new MapOptions[] { new() { Offset = 4 }, new() { Length = 4 }, new() { Offset = 2, Length = 2 }, new() { Offset = 3, Length = long.MaxValue } })
        {
            await rig.Fails<ArgumentOutOfRangeException, MappedFileBase>(
                () => rig.FileSystem.OpenMapped(path, options), () => rig.FileSystem.OpenMappedAsync(path, options));
            await rig.Fails<ArgumentOutOfRangeException, MutableMappedFileBase>(
                () => rig.FileSystem.OpenMutableMapped(path, options), () => rig.FileSystem.OpenMutableMappedAsync(path, options));
        }

        rig.Platform.OpenFiles.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task Options_that_are_never_right_are_refused_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;
        var path = rig.PathOf("new");
        MapOptions negative = new() { Offset = -1 };
        MapOptions shrunk = new() { Length = -1 };
        MapOptions outside = new() { Offset = 5, Length = 6 };

        rig.Refuses<ArgumentOutOfRangeException>(() => files.OpenMapped(path, negative), () => files.OpenMappedAsync(path, negative));
        rig.Refuses<ArgumentOutOfRangeException>(() => files.OpenMutableMapped(path, shrunk), () => files.OpenMutableMappedAsync(path, shrunk));
        rig.Refuses<ArgumentOutOfRangeException>(() => files.OpenCopyOnWrite(path, negative), () => files.OpenCopyOnWriteAsync(path, negative));
        rig.Refuses<ArgumentOutOfRangeException>(() => files.CreateMutableMapped(path, -1), () => files.CreateMutableMappedAsync(path, -1));
        rig.Refuses<ArgumentOutOfRangeException>(() => files.CreateMutableMapped(path, 10, outside), () => files.CreateMutableMappedAsync(path, 10, outside));
        rig.Refuses<ArgumentException>(() => files.OpenMapped(""), () => files.OpenMappedAsync(""));
        rig.Refuses<ArgumentException>(() => files.OpenMutableMapped(""), () => files.OpenMutableMappedAsync(""));
        rig.Refuses<ArgumentException>(() => files.OpenCopyOnWrite(""), () => files.OpenCopyOnWriteAsync(""));
        rig.Refuses<ArgumentException>(() => files.CreateMutableMapped("", 1), () => files.CreateMutableMappedAsync("", 1));
        rig.Platform.Calls.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_map_that_cannot_be_created_leaves_nothing_behind(Setup setup)
    {
        foreach (var primitive in new[] { nameof(StoragePlatform.SetLength), nameof(StoragePlatform.Map) })
        {
            await using var rig = new Rig(setup);
            var path = rig.PathOf("new");
            rig.Platform.Fail(primitive, StorageErrorCode.NoSpace);

            var exception = await rig.Fails<StorageException, MutableMappedFileBase>(
                () => rig.FileSystem.CreateMutableMapped(path, 100), () => rig.FileSystem.CreateMutableMappedAsync(path, 100));

            exception.Code.ShouldBe(StorageErrorCode.NoSpace);
            rig.FileSystem.Exists(path).ShouldBeFalse();
            rig.Platform.OpenFiles.ShouldBe(0);
        }
    }

    [Theory, AsyncEverywhere]
    public async Task Mapping_with_a_cancelled_token_does_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("new");
        var token = new CancellationToken(canceled: true);

        await Rig.IsCancelled(rig.FileSystem.OpenMappedAsync(path, cancellationToken: token), token);
        await Rig.IsCancelled(rig.FileSystem.OpenMutableMappedAsync(path, cancellationToken: token), token);
        await Rig.IsCancelled(rig.FileSystem.OpenCopyOnWriteAsync(path, cancellationToken: token), token);
        await Rig.IsCancelled(rig.FileSystem.CreateMutableMappedAsync(path, 1, cancellationToken: token), token);
        await Rig.IsCancelled(rig.FileSystem.CreateRangedAsync(path, 1, cancellationToken: token), token);
        await Rig.IsCancelled(rig.FileSystem.OpenRangedAsync(path, 0, cancellationToken: token), token);
        await Rig.IsCancelled(rig.FileSystem.OpenLockAsync(path, cancellationToken: token), token);

        rig.Platform.Calls.ShouldBe(0);
    }
}
