using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Directories: removed, read, counted, searched.</summary>
public sealed partial class FileSystemSuite
{
    [Theory, Everywhere]
    public async Task An_empty_directory_is_removed_and_a_full_one_is_not(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;
        var path = rig.PathOf("directory");
        files.CreateDirectory(path);
        files.CreateNew(Path.Combine(path, "file")).Dispose();

        var full = await rig.Fails<StorageException>(() => files.DeleteDirectory(path), () => files.DeleteDirectoryAsync(path));
        files.Delete(Path.Combine(path, "file"));
        await rig.Call(() => files.DeleteDirectory(path), () => files.DeleteDirectoryAsync(path));
        await rig.Call(() => files.DeleteDirectory(path, missingOk: true), () => files.DeleteDirectoryAsync(path, missingOk: true));
        await rig.Fails<FileNotFoundException>(() => files.DeleteDirectory(path), () => files.DeleteDirectoryAsync(path));

        full.Operation.ShouldBe(nameof(files.DeleteDirectory));
        files.Exists(path).ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task Entries_of_a_directory_are_enumerated_counted_and_found(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;
        var recursive = new DirectoryOptions { Recursive = true };
        var inner = rig.PathOf("inner");
        files.CreateDirectory(inner);
        files.CreateNew(Path.Combine(inner, "b.txt")).Dispose();
        for (var i = 0; i < 40; i++)
        {
            rig.Put([1], $"{i}.txt");
        }

        (await All(rig, files.Enumerate(rig.Directory), files.EnumerateAsync(rig.Directory))).Length.ShouldBe(41);
        (await All(rig, files.Enumerate(rig.Directory, recursive), files.EnumerateAsync(rig.Directory, recursive)))
            .ShouldContain(new DirectoryEntry(Path.Join("inner", "b.txt"), FileKind.Regular));
        (await All(rig, files.Find(rig.Directory, "inn*/*.txt"), files.FindAsync(rig.Directory, "inn*/*.txt"))).ShouldHaveSingleItem().Name.ShouldBe("b.txt");
        (await rig.Call(() => files.Count(rig.Directory), () => files.CountAsync(rig.Directory))).ShouldBe(41);
        (await rig.Call(() => files.Count(rig.Directory, recursive), () => files.CountAsync(rig.Directory, recursive))).ShouldBe(42);
    }

    [Theory, Everywhere]
    public async Task A_walk_gives_batches_until_its_end_and_goes_on_behind_what_failed(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;
        files.CreateDirectory(rig.PathOf("inner"));
        using var walk = files.StartWalk(rig.Directory, options: new DirectoryOptions { Recursive = true });

        var first = await rig.Call(() => files.ReadEntries(walk), () => files.ReadEntriesAsync(walk));
        rig.Platform.Fail(nameof(StoragePlatform.OpenDirectory), StorageErrorCode.AccessDenied);
        await rig.Fails<UnauthorizedAccessException, IReadOnlyList<DirectoryEntry>>(() => files.ReadEntries(walk), () => files.ReadEntriesAsync(walk));
        var last = await rig.Call(() => files.ReadEntries(walk), () => files.ReadEntriesAsync(walk));

        first.ShouldBe([new DirectoryEntry("inner", FileKind.Directory)]);
        last.ShouldBeEmpty();
        walk.Dispose();
        await rig.Fails<ObjectDisposedException, IReadOnlyList<DirectoryEntry>>(() => files.ReadEntries(walk), () => files.ReadEntriesAsync(walk));
    }

    [Theory, Everywhere]
    public async Task A_directory_below_that_may_not_be_read_is_passed_over_when_asked(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;
        var tolerant = new DirectoryOptions { Recursive = true, SkipInaccessible = true };
        files.CreateDirectory(rig.PathOf("inner"));

        rig.Platform.Fail(nameof(StoragePlatform.OpenDirectory), StorageErrorCode.AccessDenied, after: 1);
        (await rig.Call(() => files.Count(rig.Directory, tolerant), () => files.CountAsync(rig.Directory, tolerant))).ShouldBe(1);
        rig.Platform.Fail(nameof(StoragePlatform.OpenDirectory), StorageErrorCode.AccessDenied);
        await rig.Fails<UnauthorizedAccessException, long>(() => files.Count(rig.Directory, tolerant), () => files.CountAsync(rig.Directory, tolerant));
    }

    [Theory, Everywhere]
    public async Task Reading_a_directory_that_fails_is_an_error_and_closes_it(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;
        var file = rig.Put([1]);
        var missing = rig.PathOf("missing");

        await rig.Fails<FileNotFoundException, long>(() => files.Count(missing), () => files.CountAsync(missing));
        var wrong = await rig.Fails<StorageException, long>(() => files.Count(file), () => files.CountAsync(file));
        rig.Platform.Fail(nameof(StoragePlatform.ReadDirectory), StorageErrorCode.DeviceError);
        var failed = await rig.Fails<StorageException, long>(() => files.Count(rig.Directory), () => files.CountAsync(rig.Directory));

        wrong.Code.ShouldBe(StorageErrorCode.WrongKind);
        (failed.Code, failed.Path).ShouldBe((StorageErrorCode.DeviceError, rig.Directory));
    }

    [Theory, Everywhere]
    public async Task An_enumeration_that_is_left_early_closes_the_directory(Setup setup)
    {
        await using var rig = new Rig(setup);
        rig.Put([1]);

        if (setup.Colour == Colour.Blocking)
        {
            rig.FileSystem.Enumerate(rig.Directory).First().Name.ShouldBe("file");
        }
        else
        {
            (await rig.FileSystem.EnumerateAsync(rig.Directory).FirstAsync()).Name.ShouldBe("file");
        }

        rig.Platform.OpenFiles.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task Arguments_of_directories_are_checked_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;

        rig.Refuses<ArgumentException>(() => files.DeleteDirectory(""), () => files.DeleteDirectoryAsync(""));
        rig.Refuses<ArgumentException>(() => files.Enumerate(""), () => files.EnumerateAsync(""));
        rig.Refuses<ArgumentException>(() => files.Count(""), () => files.CountAsync(""));
        rig.Refuses<ArgumentException>(() => files.Find(".", "../*"), () => files.FindAsync(".", "../*"));
        rig.Refuses<ArgumentNullException>(() => files.ReadEntries(null!), () => files.ReadEntriesAsync(null!));
        rig.Platform.Calls.ShouldBe(0);
    }

    [Theory, AsyncEverywhere]
    public async Task A_cancelled_token_leaves_directories_alone(Setup setup)
    {
        await using var rig = new Rig(setup);
        var token = new CancellationToken(canceled: true);
        using var walk = rig.FileSystem.StartWalk(rig.Directory);

        await Rig.IsCancelled(rig.FileSystem.DeleteDirectoryAsync(rig.Directory, cancellationToken: token), token);
        await Rig.IsCancelled(rig.FileSystem.CountAsync(rig.Directory, cancellationToken: token), token);
        await Rig.IsCancelled(rig.FileSystem.ReadEntriesAsync(walk, token), token);

        rig.Platform.Calls.ShouldBe(0);
    }

    private static async Task<DirectoryEntry[]> All(Rig rig, IEnumerable<DirectoryEntry> blocking, IAsyncEnumerable<DirectoryEntry> async) =>
        rig.Setup.Colour == Colour.Blocking ? [.. blocking] : await async.ToArrayAsync();
}
