using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Copies of a mapping to elsewhere.</summary>
public sealed partial class MappedFileSuite
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Theory, Everywhere]
    public async Task A_part_is_copied_into_an_array(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(Large + 10);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(content));

        var small = await rig.Call(() => map.ToArray(5, 100), () => map.ToArrayAsync(5, 100));
        var large = await rig.Call(() => map.ToArray(10, Large), () => map.ToArrayAsync(10, Large));

        small.ShouldBe(content[5..105]);
        large.AsSpan().SequenceEqual(content.AsSpan(10)).ShouldBeTrue();
        (await rig.Call(() => map.ToArray(Large + 10, 0), () => map.ToArrayAsync(Large + 10, 0))).ShouldBeEmpty();
        rig.Refuses<ArgumentOutOfRangeException>(() => map.ToArray(-1, 1), () => map.ToArrayAsync(-1, 1)).ParamName.ShouldBe("offset");
        rig.Refuses<ArgumentOutOfRangeException>(() => map.ToArray(0, -1), () => map.ToArrayAsync(0, -1)).ParamName.ShouldBe("length");
        await rig.Fails<ArgumentOutOfRangeException, byte[]>(() => map.ToArray(11, Large), () => map.ToArrayAsync(11, Large));
    }

    [Theory, Everywhere]
    public async Task A_mapping_is_copied_into_a_new_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(Large);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(content));
        var whole = rig.PathOf("whole");
        var part = rig.PathOf("part");
        var empty = rig.PathOf("empty");

        var progress = new ProgressLog();
        await rig.Call(() => map.CopyToNewFile(whole, progress: progress), () => map.CopyToNewFileAsync(whole, progress: progress));
        progress.ShouldGrowTo(Large);
        progress = new ProgressLog();
        await rig.Call(() => map.CopyToNewFile(part, 7, 200_000, Mode, progress), () => map.CopyToNewFileAsync(part, 7, 200_000, Mode, progress));
        progress.ShouldGrowTo(200_000);
        await rig.Call(() => map.CopyToNewFile(empty, Large, 0, Mode), () => map.CopyToNewFileAsync(empty, Large, 0, Mode));

        rig.Content(whole).AsSpan().SequenceEqual(content).ShouldBeTrue();
        rig.Content(part).AsSpan().SequenceEqual(content.AsSpan(7, 200_000)).ShouldBeTrue();
        rig.Content(empty).ShouldBeEmpty();
        var exists = await rig.Fails<StorageException>(() => map.CopyToNewFile(part), () => map.CopyToNewFileAsync(part));
        exists.Code.ShouldBe(StorageErrorCode.AlreadyExists);
    }

    [Theory, Everywhere]
    public async Task A_copy_into_a_new_file_that_fails_leaves_none(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(Rig.Bytes(1000)));
        var path = rig.PathOf("new");

        await rig.Fails<ArgumentOutOfRangeException>(() => map.CopyToNewFile(path, 1, 1000), () => map.CopyToNewFileAsync(path, 1, 1000));
        rig.Refuses<ArgumentOutOfRangeException>(() => map.CopyToNewFile(path, 1, -1), () => map.CopyToNewFileAsync(path, 1, -1));
        rig.Refuses<ArgumentException>(() => map.CopyToNewFile(""), () => map.CopyToNewFileAsync(""));
        rig.Platform.Fail(nameof(StoragePlatform.FlushAll), StorageErrorCode.DeviceError);
        var failed = await rig.Fails<StorageException>(() => map.CopyToNewFile(path), () => map.CopyToNewFileAsync(path));

        failed.Code.ShouldBe(StorageErrorCode.DeviceError);
        Should.Throw<FileNotFoundException>(() => rig.FileSystem.GetMetadata(path));
    }

    [Theory, AsyncEverywhere]
    public async Task A_cancelled_copy_into_a_new_file_leaves_none(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(Rig.Bytes(1000)));
        var path = rig.PathOf("new");
        var token = new CancellationToken(canceled: true);

        await Rig.IsCancelled(map.CopyToNewFileAsync(path, cancellationToken: token), token);

        Should.Throw<FileNotFoundException>(() => rig.FileSystem.GetMetadata(path));
    }

    [Theory, AsyncEverywhere]
    public async Task Streams_read_through_the_adapter(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(Large);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(content));
        using var target = new MemoryStream();

        await Rig.Within(map.CopyToAsync(target));
        await Rig.Within(map.CopyToAsync(target, 5, 10));

        target.ToArray().AsSpan(0, Large).SequenceEqual(content).ShouldBeTrue();
        target.ToArray()[Large..].ShouldBe(content[5..15]);
    }
}
