using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Names: asking, creating, renaming, removing, making durable.</summary>
public sealed partial class FileSystemSuite
{
    [Theory, Everywhere]
    public async Task What_is_there_exists(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1]);

        (await rig.Call(() => rig.FileSystem.Exists(path), () => rig.FileSystem.ExistsAsync(path))).ShouldBeTrue();
        (await rig.Call(() => rig.FileSystem.Exists(rig.Directory), () => rig.FileSystem.ExistsAsync(rig.Directory))).ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task What_is_not_there_does_not_exist(Setup setup)
    {
        await using var rig = new Rig(setup);
        var missing = rig.PathOf("missing");
        var below = Path.Combine(missing, "file");
        var belowFile = Path.Combine(rig.Put([1]), "file");

        (await rig.Call(() => rig.FileSystem.Exists(missing), () => rig.FileSystem.ExistsAsync(missing))).ShouldBeFalse();
        (await rig.Call(() => rig.FileSystem.Exists(below), () => rig.FileSystem.ExistsAsync(below))).ShouldBeFalse();
        (await rig.Call(() => rig.FileSystem.Exists(belowFile), () => rig.FileSystem.ExistsAsync(belowFile))).ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task What_cannot_be_found_out_is_an_error_and_not_missing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1]);
        rig.Platform.Fail(nameof(StoragePlatform.GetMetadata), StorageErrorCode.AccessDenied);

        await rig.Fails<UnauthorizedAccessException, bool>(() => rig.FileSystem.Exists(path), () => rig.FileSystem.ExistsAsync(path));
    }

    [Theory, Everywhere]
    public async Task Metadata_is_that_of_the_name(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);

        var named = await rig.Call(() => rig.FileSystem.GetMetadata(file.Path), () => rig.FileSystem.GetMetadataAsync(file.Path));
        var directory = await rig.Call(() => rig.FileSystem.GetMetadata(rig.Directory), () => rig.FileSystem.GetMetadataAsync(rig.Directory));

        named.Length.ShouldBe(3);
        named.Identity.ShouldBe(file.GetMetadata().Identity);
        directory.Kind.ShouldBe(FileKind.Directory);
    }

    [Theory, Everywhere]
    public async Task Metadata_of_a_missing_name_is_an_error(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("missing");

        var exception = await rig.Fails<FileNotFoundException, FileMetadata>(
            () => rig.FileSystem.GetMetadata(path), () => rig.FileSystem.GetMetadataAsync(path));

        exception.FileName.ShouldBe(path);
    }

    [Theory, Everywhere]
    public async Task A_deleted_name_is_gone_and_its_open_file_stays_usable(Setup setup)
    {
        setup.SkipOnWine("the name goes when the last handle is closed");
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);

        await rig.Call(() => rig.FileSystem.Delete(file.Path), () => rig.FileSystem.DeleteAsync(file.Path));

        rig.FileSystem.Exists(file.Path).ShouldBeFalse();
        file.ReadAt(new byte[3], 0).ShouldBe(3);
        file.WriteAt([4], 0);
    }

    [Theory, Everywhere]
    public async Task Deleting_a_missing_name_is_an_error_unless_it_is_said_to_be_fine(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("missing");

        await rig.Fails<FileNotFoundException>(() => rig.FileSystem.Delete(path), () => rig.FileSystem.DeleteAsync(path));
        await rig.Call(() => rig.FileSystem.Delete(path, missingOk: true), () => rig.FileSystem.DeleteAsync(path, missingOk: true));
    }

    [Theory, Everywhere]
    public async Task A_directory_is_not_deleted_as_a_file(Setup setup)
    {
        await using var rig = new Rig(setup);

        var exception = await rig.Fails<StorageException>(
            () => rig.FileSystem.Delete(rig.Directory), () => rig.FileSystem.DeleteAsync(rig.Directory));

        exception.Code.ShouldBe(StorageErrorCode.WrongKind);
        rig.FileSystem.Exists(rig.Directory).ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task Renaming_moves_the_name(Setup setup)
    {
        await using var rig = new Rig(setup);
        var from = rig.Put([1, 2, 3]);
        var to = rig.PathOf("to");

        await rig.Call(() => rig.FileSystem.Rename(from, to), () => rig.FileSystem.RenameAsync(from, to));

        rig.FileSystem.Exists(from).ShouldBeFalse();
        rig.Content(to).ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task Renaming_replaces_only_when_it_is_asked_to(Setup setup)
    {
        await using var rig = new Rig(setup);
        var from = rig.Put([1], "from");
        var to = rig.Put([2], "to");

        var exception = await rig.Fails<StorageException>(() => rig.FileSystem.Rename(from, to), () => rig.FileSystem.RenameAsync(from, to));
        exception.Code.ShouldBe(StorageErrorCode.AlreadyExists);
        rig.Content(from).ShouldBe([1]);
        rig.Content(to).ShouldBe([2]);

        await rig.Call(() => rig.FileSystem.Rename(from, to, replace: true), () => rig.FileSystem.RenameAsync(from, to, replace: true));
        rig.FileSystem.Exists(from).ShouldBeFalse();
        rig.Content(to).ShouldBe([1]);
    }

    [Theory, Everywhere]
    public async Task Renaming_what_is_missing_is_an_error(Setup setup)
    {
        await using var rig = new Rig(setup);
        var from = rig.PathOf("missing");
        var to = rig.Put([2], "to");

        await rig.Fails<FileNotFoundException>(
            () => rig.FileSystem.Rename(from, to, replace: true), () => rig.FileSystem.RenameAsync(from, to, replace: true));

        rig.Content(to).ShouldBe([2]);
    }

    [Theory, Everywhere]
    public async Task A_directory_is_created_in_its_parent(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("directory");

        await rig.Call(() => rig.FileSystem.CreateDirectory(path), () => rig.FileSystem.CreateDirectoryAsync(path));

        rig.FileSystem.GetMetadata(path).Kind.ShouldBe(FileKind.Directory);
        rig.FileSystem.CreateNew(Path.Combine(path, "file")).Dispose();
    }

    [Theory, Everywhere]
    public async Task A_directory_is_not_created_twice_or_without_a_parent(Setup setup)
    {
        await using var rig = new Rig(setup);
        var orphan = Path.Combine(rig.PathOf("missing"), "directory");

        var exception = await rig.Fails<StorageException>(
            () => rig.FileSystem.CreateDirectory(rig.Directory), () => rig.FileSystem.CreateDirectoryAsync(rig.Directory));
        await rig.Fails<FileNotFoundException>(() => rig.FileSystem.CreateDirectory(orphan), () => rig.FileSystem.CreateDirectoryAsync(orphan));

        exception.Code.ShouldBe(StorageErrorCode.AlreadyExists);
    }

    [Theory, Everywhere]
    public async Task Names_are_made_durable_by_their_directory(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1]);

        await rig.Call(() => rig.FileSystem.FlushDirectory(rig.Directory), () => rig.FileSystem.FlushDirectoryAsync(rig.Directory));
        await rig.Call(() => rig.FileSystem.FlushParent(path), () => rig.FileSystem.FlushParentAsync(path));

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushDirectory)).ShouldBe(2);
    }

    [Theory, Everywhere]
    public async Task Only_directories_are_flushed_as_directories(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1]);
        var missing = rig.PathOf("missing");

        var exception = await rig.Fails<StorageException>(
            () => rig.FileSystem.FlushDirectory(path), () => rig.FileSystem.FlushDirectoryAsync(path));
        await rig.Fails<FileNotFoundException>(() => rig.FileSystem.FlushDirectory(missing), () => rig.FileSystem.FlushDirectoryAsync(missing));

        exception.Code.ShouldBe(StorageErrorCode.WrongKind);
    }

    [Theory, Everywhere]
    public async Task A_directory_flush_that_fails_is_reported(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1]);
        rig.Platform.Fail(nameof(StoragePlatform.FlushDirectory), StorageErrorCode.DeviceError);

        var exception = await rig.Fails<StorageException>(
            () => rig.FileSystem.FlushParent(path), () => rig.FileSystem.FlushParentAsync(path));

        exception.Code.ShouldBe(StorageErrorCode.DeviceError);
        exception.Operation.ShouldBe(nameof(rig.FileSystem.FlushParent));
    }

    [Theory, Everywhere]
    public async Task A_name_is_checked_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;

        rig.Refuses<ArgumentException>(() => files.Exists(""), () => files.ExistsAsync(""));
        rig.Refuses<ArgumentException>(() => files.GetMetadata(""), () => files.GetMetadataAsync(""));
        rig.Refuses<ArgumentException>(() => files.Delete(""), () => files.DeleteAsync(""));
        rig.Refuses<ArgumentException>(() => files.Rename("", "x"), () => files.RenameAsync("", "x"));
        rig.Refuses<ArgumentException>(() => files.Rename("x", ""), () => files.RenameAsync("x", ""));
        rig.Refuses<ArgumentException>(() => files.CreateDirectory(""), () => files.CreateDirectoryAsync(""));
        rig.Refuses<ArgumentException>(() => files.FlushDirectory(""), () => files.FlushDirectoryAsync(""));
        rig.Refuses<ArgumentException>(() => files.FlushParent("/"), () => files.FlushParentAsync("/"));
        rig.Refuses<ArgumentException>(() => files.FlushParent(".."), () => files.FlushParentAsync(".."));
        rig.Platform.Calls.ShouldBe(0);
    }

    [Theory, AsyncEverywhere]
    public async Task A_cancelled_token_leaves_names_alone(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1]);
        var token = new CancellationToken(canceled: true);

        await Rig.IsCancelled(rig.FileSystem.ExistsAsync(path, token), token);
        await Rig.IsCancelled(rig.FileSystem.GetMetadataAsync(path, cancellationToken: token), token);
        await Rig.IsCancelled(rig.FileSystem.DeleteAsync(path, cancellationToken: token), token);
        await Rig.IsCancelled(rig.FileSystem.RenameAsync(path, rig.PathOf("to"), cancellationToken: token), token);
        await Rig.IsCancelled(rig.FileSystem.CreateDirectoryAsync(rig.PathOf("directory"), cancellationToken: token), token);
        await Rig.IsCancelled(rig.FileSystem.FlushDirectoryAsync(rig.Directory, token), token);
        await Rig.IsCancelled(rig.FileSystem.FlushParentAsync(path, token), token);

        rig.Platform.Calls.ShouldBe(0);
        rig.Content(path).ShouldBe([1]);
    }
}
