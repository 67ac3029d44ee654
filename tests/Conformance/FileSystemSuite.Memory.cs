using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Maps of memory and of bytes, and what opening a map does besides.</summary>
public sealed partial class FileSystemSuite
{
    [Theory, Everywhere]
    public async Task Memory_without_a_path_is_mapped(Setup setup)
    {
        await using var rig = new Rig(setup);

        await using var map = await rig.Call(() => rig.FileSystem.CreateAnonymousMap(10_000), () => rig.FileSystem.CreateAnonymousMapAsync(10_000));

        map.GetType().Namespace.ShouldBe(rig.FileSystem.GetType().Namespace);
        map.ToArray().ShouldBe(new byte[10_000]);
        map.Write(9_992, 7L);
        await rig.Call(() => map.SetLength(20_000), () => map.SetLengthAsync(20_000));
        map.Read<long>(9_992).ShouldBe(7);
        (await rig.Call(() => map.GetMetadata(), () => map.GetMetadataAsync())).Length.ShouldBe(20_000);
        await rig.Call(() => map.Remove(), () => map.RemoveAsync());
        map.IsClosed.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task Bytes_are_mapped_as_a_file_is(Setup setup)
    {
        await using var rig = new Rig(setup);
        var bytes = Rig.Bytes(10_000);
        var options = new MapOptions { Offset = 5 };

        await using var map = await rig.Call(() => rig.FileSystem.MapBytes(bytes, options), () => rig.FileSystem.MapBytesAsync(bytes, options));
        await using var reading = await rig.Call(() => rig.FileSystem.MapReadOnlyBytes(bytes), () => rig.FileSystem.MapReadOnlyBytesAsync(bytes));

        map.IsReadOnly.ShouldBeFalse();
        map.ToArray().ShouldBe(bytes[5..]);
        reading.IsReadOnly.ShouldBeTrue();
        reading.ToArray().ShouldBe(bytes);
    }

    [Theory, Everywhere]
    public async Task Memory_that_cannot_be_had_leaves_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        foreach (var primitive in new[] { nameof(StoragePlatform.CreateAnonymous), nameof(StoragePlatform.SetLength), nameof(StoragePlatform.Map) })
        {
            rig.Platform.Fail(primitive, StorageErrorCode.OutOfResources);
            var exception = await rig.Fails<StorageException, MutableMappedFileBase>(
                () => rig.FileSystem.CreateAnonymousMap(10), () => rig.FileSystem.CreateAnonymousMapAsync(10));
            exception.Code.ShouldBe(StorageErrorCode.OutOfResources);
            exception.Operation.ShouldBe(nameof(rig.FileSystem.CreateAnonymousMap));
        }

        rig.Refuses<ArgumentOutOfRangeException>(() => rig.FileSystem.CreateAnonymousMap(-1), () => rig.FileSystem.CreateAnonymousMapAsync(-1));
        var outside = new MapOptions { Length = 4 };
        rig.Refuses<ArgumentOutOfRangeException>(() => rig.FileSystem.MapBytes([1], outside), () => rig.FileSystem.MapBytesAsync(new byte[1], outside));
        rig.Refuses<ArgumentOutOfRangeException>(() => rig.FileSystem.MapReadOnlyBytes([1], outside), () => rig.FileSystem.MapReadOnlyBytesAsync(new byte[1], outside));
    }

    [Theory, Everywhere]
    public async Task A_file_is_mapped_to_run_its_bytes(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);

        await using var map = await rig.Call(() => rig.FileSystem.OpenExecutable(path), () => rig.FileSystem.OpenExecutableAsync(path));

        map.IsExecutable.ShouldBeTrue();
        map.IsReadOnly.ShouldBeTrue();
        map.ToArray().ShouldBe([1, 2, 3]);
        await rig.Fails<FileNotFoundException, MappedFileBase>(
            () => rig.FileSystem.OpenExecutable(rig.PathOf("missing")), () => rig.FileSystem.OpenExecutableAsync(rig.PathOf("missing")));
    }

    [Theory, Everywhere]
    public async Task A_locked_file_is_not_truncated_by_who_does_not_get_the_lock(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        var options = new MapOptions { Lock = LockMode.Exclusive, Truncate = true, InitialLength = 5 };
        await using var holder = rig.Elsewhere().OpenRead(path);
        var held = holder.TryLock(LockMode.Shared)!;

        await rig.Fails<TimeoutException, MutableMappedFileBase>(
            () => rig.FileSystem.OpenMutableMapped(path, options), () => rig.FileSystem.OpenMutableMappedAsync(path, options));
        rig.Content(path).ShouldBe([1, 2, 3]);

        held.Dispose();
        await using var map = await rig.Call(
            () => rig.FileSystem.OpenMutableMapped(path, options), () => rig.FileSystem.OpenMutableMappedAsync(path, options));
        map.OpeningLock!.IsHeld.ShouldBeTrue();
        map.ToArray().ShouldBe(new byte[5]);
        holder.TryLock(LockMode.Shared).ShouldBeNull();
    }

    [Theory, Everywhere]
    public async Task A_missing_file_is_created_when_asked_to(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("new");
        var options = new MapOptions { CreateIfMissing = true, InitialLength = 5 };
        rig.Platform.Fail(nameof(StoragePlatform.Map), StorageErrorCode.OutOfResources);

        await rig.Fails<StorageException, MutableMappedFileBase>(
            () => rig.FileSystem.OpenMutableMapped(path, options), () => rig.FileSystem.OpenMutableMappedAsync(path, options));
        rig.FileSystem.Exists(path).ShouldBeFalse();

        rig.Platform.Restore(nameof(StoragePlatform.Map));
        await using var map = await rig.Call(
            () => rig.FileSystem.OpenMutableMapped(path, options), () => rig.FileSystem.OpenMutableMappedAsync(path, options));
        map.Length.ShouldBe(5);
    }
}
