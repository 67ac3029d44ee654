using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Opening and creating files.</summary>
public sealed partial class FileSystemSuite
{
    [Theory, Everywhere]
    public async Task An_existing_file_is_opened_for_reading(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);

        await using var file = await rig.Call(() => rig.FileSystem.OpenRead(path), () => rig.FileSystem.OpenReadAsync(path));

        file.Path.ShouldBe(path);
        file.IsReadOnly.ShouldBeTrue();
        file.Length.ShouldBe(3);
        file.IsPoisoned.ShouldBeFalse();
        file.ActiveDurability.ShouldNotBeNullOrEmpty();
    }

    [Theory, Everywhere]
    public async Task An_opened_file_belongs_to_the_adapter(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([]);

        await using var file = await rig.Call(() => rig.FileSystem.OpenRead(path), () => rig.FileSystem.OpenReadAsync(path));

        file.GetType().Assembly.ShouldBe(setup.Adapter.SchedulerType.Assembly);
        file.GetType().Namespace.ShouldBe(rig.FileSystem.GetType().Namespace);
        file.Platform.ShouldBeSameAs(rig.Platform);
    }

    [Theory, Everywhere]
    public async Task A_missing_file_is_not_opened_for_reading(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("missing");

        var exception = await rig.Fails<FileNotFoundException, StorageFileBase>(
            () => rig.FileSystem.OpenRead(path), () => rig.FileSystem.OpenReadAsync(path));

        exception.FileName.ShouldBe(path);
        exception.Message.ShouldContain(nameof(rig.FileSystem.OpenRead));
    }

    [Theory, Everywhere]
    public async Task A_missing_file_is_created_for_writing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("new");

        await using var file = await rig.Call(() => rig.FileSystem.OpenWrite(path), () => rig.FileSystem.OpenWriteAsync(path));

        file.IsReadOnly.ShouldBeFalse();
        file.Length.ShouldBe(0);
        rig.Content(path).ShouldBeEmpty();
    }

    [Theory, Everywhere]
    public async Task An_existing_file_keeps_its_content_when_it_is_opened_for_writing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);

        await using var file = await rig.Call(() => rig.FileSystem.OpenWrite(path), () => rig.FileSystem.OpenWriteAsync(path));

        rig.Content(path).ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_new_file_is_created(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("new");

        await using var file = await rig.Call(() => rig.FileSystem.CreateNew(path), () => rig.FileSystem.CreateNewAsync(path));

        file.IsReadOnly.ShouldBeFalse();
        rig.Content(path).ShouldBeEmpty();
    }

    [Theory, Everywhere]
    public async Task An_existing_file_is_not_created_again(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);

        var exception = await rig.Fails<StorageException, StorageFileBase>(
            () => rig.FileSystem.CreateNew(path), () => rig.FileSystem.CreateNewAsync(path));

        exception.Code.ShouldBe(StorageErrorCode.AlreadyExists);
        exception.Operation.ShouldBe(nameof(rig.FileSystem.CreateNew));
        exception.Path.ShouldBe(path);
        rig.Content(path).ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_created_file_has_the_permissions_that_were_asked_for(Setup setup)
    {
        setup.SkipOnWindows("it has no such permissions");
        await using var rig = new Rig(setup);
        var path = rig.PathOf("private");
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        await using var file = await rig.Call(() => rig.FileSystem.CreateNew(path, mode), () => rig.FileSystem.CreateNewAsync(path, mode));

        file.GetMetadata().UnixMode.ShouldBe(mode);
    }

    [Theory, Everywhere]
    public async Task A_created_file_is_not_for_everyone_unless_asked(Setup setup)
    {
        setup.SkipOnWindows("it has no such permissions");
        await using var rig = new Rig(setup);
        var path = rig.PathOf("default");

        await using var file = await rig.Call(() => rig.FileSystem.OpenWrite(path), () => rig.FileSystem.OpenWriteAsync(path));

        (file.GetMetadata().UnixMode & ~UnixFileMode.GroupRead).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory, Everywhere]
    public async Task A_directory_is_no_file(Setup setup)
    {
        await using var rig = new Rig(setup);

        var reading = await rig.Fails<StorageException, StorageFileBase>(
            () => rig.FileSystem.OpenRead(rig.Directory), () => rig.FileSystem.OpenReadAsync(rig.Directory));
        var writing = await rig.Fails<StorageException, StorageFileBase>(
            () => rig.FileSystem.OpenWrite(rig.Directory), () => rig.FileSystem.OpenWriteAsync(rig.Directory));

        reading.Code.ShouldBe(StorageErrorCode.WrongKind);
        writing.Code.ShouldBe(StorageErrorCode.WrongKind);
    }

    [Theory, Everywhere]
    public async Task A_file_is_not_created_in_a_missing_directory(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = Path.Combine(rig.PathOf("missing"), "file");

        await rig.Fails<FileNotFoundException, StorageFileBase>(
            () => rig.FileSystem.OpenWrite(path), () => rig.FileSystem.OpenWriteAsync(path));
        await rig.Fails<FileNotFoundException, StorageFileBase>(
            () => rig.FileSystem.CreateNew(path), () => rig.FileSystem.CreateNewAsync(path));
    }

    [Theory, Everywhere]
    public async Task A_file_is_no_directory_of_a_path(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = Path.Combine(rig.Put([1]), "file");

        var exception = await rig.Fails<StorageException, StorageFileBase>(
            () => rig.FileSystem.OpenRead(path), () => rig.FileSystem.OpenReadAsync(path));

        exception.Code.ShouldBe(StorageErrorCode.WrongKind);
    }

    [Theory, Everywhere]
    public async Task A_path_that_would_name_another_file_is_refused(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1]) + "\0.txt";

        var exception = await rig.Fails<StorageException, StorageFileBase>(
            () => rig.FileSystem.OpenRead(path), () => rig.FileSystem.OpenReadAsync(path));

        exception.Code.ShouldBe(StorageErrorCode.InvalidPath);
    }

    [Theory, Everywhere]
    public async Task Permissions_that_do_not_allow_it_are_an_access_error(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1]);
        rig.Platform.Fail(nameof(StoragePlatform.Open), StorageErrorCode.AccessDenied);

        var exception = await rig.Fails<UnauthorizedAccessException, StorageFileBase>(
            () => rig.FileSystem.OpenWrite(path), () => rig.FileSystem.OpenWriteAsync(path));

        exception.Message.ShouldContain(path);
        exception.Message.ShouldContain(nameof(rig.FileSystem.OpenWrite));
    }

    [Theory, Everywhere]
    public async Task A_path_is_checked_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;

        rig.Refuses<ArgumentException>(() => files.OpenRead(""), () => files.OpenReadAsync(""));
        rig.Refuses<ArgumentException>(() => files.OpenWrite(""), () => files.OpenWriteAsync(""));
        rig.Refuses<ArgumentException>(() => files.CreateNew(""), () => files.CreateNewAsync(""));
        rig.Refuses<ArgumentNullException>(() => files.OpenRead(null!), () => files.OpenReadAsync(null!));
        rig.Refuses<ArgumentNullException>(() => files.OpenWrite(null!), () => files.OpenWriteAsync(null!));
        rig.Refuses<ArgumentNullException>(() => files.CreateNew(null!), () => files.CreateNewAsync(null!));
        rig.Platform.Calls.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task Opening_that_fails_half_way_leaves_nothing_behind(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("new");
        rig.Platform.Fail(nameof(StoragePlatform.GetMetadata), StorageErrorCode.DeviceError, times: 1);

        await rig.Fails<StorageException, StorageFileBase>(
            () => rig.FileSystem.CreateNew(path), () => rig.FileSystem.CreateNewAsync(path));

        rig.Platform.OpenFiles.ShouldBe(0);
        rig.FileSystem.Platform.GetMetadata(path, followLinks: false, out _).IsFailure.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task Opening_that_fails_half_way_leaves_an_existing_file_alone(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        rig.Platform.Fail(nameof(StoragePlatform.GetMetadata), StorageErrorCode.DeviceError);

        await rig.Fails<StorageException, StorageFileBase>(
            () => rig.FileSystem.OpenWrite(path), () => rig.FileSystem.OpenWriteAsync(path));

        rig.Platform.OpenFiles.ShouldBe(0);
        rig.Content(path).ShouldBe([1, 2, 3]);
    }

    [Theory, AsyncEverywhere]
    public async Task Opening_with_a_cancelled_token_does_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var token = new CancellationToken(canceled: true);
        var path = rig.PathOf("new");

        await Rig.IsCancelled(rig.FileSystem.OpenReadAsync(path, token), token);
        await Rig.IsCancelled(rig.FileSystem.OpenWriteAsync(path, cancellationToken: token), token);
        await Rig.IsCancelled(rig.FileSystem.CreateNewAsync(path, cancellationToken: token), token);

        rig.Platform.Calls.ShouldBe(0);
    }

    [Theory, WhereBodiesHop]
    public async Task Opening_that_is_cancelled_in_the_queue_does_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("new");
        await using var saturation = await Saturation.Of(rig);
        using var source = new CancellationTokenSource();
        var pending = rig.FileSystem.CreateNewAsync(path, cancellationToken: source.Token);

        await source.CancelAsync();

        await Rig.IsCancelled(pending, source.Token);
        await saturation.DisposeAsync();
        rig.Platform.CallsOf(nameof(StoragePlatform.Open)).ShouldBe(saturation.Opened);
    }
}
