using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Operations on many files: in order, stopped by the first failure, each directory flushed once.</summary>
public sealed partial class FileSystemSuite
{
    [Theory, Everywhere]
    public async Task Many_files_are_replaced_and_their_directory_is_flushed_once(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;
        FileReplacement[] replacements =
        [
            new(rig.Put([1], "one"), Rig.Bytes(3_000)),
            new(rig.PathOf("two"), new byte[] { 2 }),
            new(rig.PathOf("three"), default),
        ];
        var before = rig.Platform.CallsOf(nameof(StoragePlatform.FlushDirectory));

        var identities = await rig.Call(() => files.ReplaceEach(replacements), () => files.ReplaceEachAsync(replacements));

        replacements.ShouldAllBe(file => rig.Content(file.Path).SequenceEqual(file.Data.ToArray()));
        identities.ShouldBe(replacements.Select(file => files.GetMetadata(file.Path).Identity));
        (rig.Platform.CallsOf(nameof(StoragePlatform.FlushDirectory)) - before).ShouldBe(1);
        (await rig.Call(() => files.ReplaceEach(default), () => files.ReplaceEachAsync(default))).ShouldBeEmpty();
    }

    [Theory, Everywhere]
    public async Task A_file_that_cannot_be_replaced_stops_those_behind_it_and_says_what_was_done(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;
        var expected = files.GetMetadata(rig.Put([0], "other")).Identity;
        FileReplacement[] replacements =
        [
            new(rig.Put([1], "one"), new byte[] { 11 }),
            new(rig.Put([2], "two"), new byte[] { 12 }, expected),
            new(rig.Put([3], "three"), new byte[] { 13 }),
        ];

        var failure = await rig.Fails<StorageBatchException, FileIdentity[]>(
            () => files.ReplaceEach(replacements), () => files.ReplaceEachAsync(replacements));

        (failure.Code, failure.Operation, failure.Path).ShouldBe((StorageErrorCode.AnotherFile, nameof(files.ReplaceEach), rig.PathOf("two")));
        failure.Outcomes.Select(outcome => outcome.State).ShouldBe([BatchState.Done, BatchState.Failed, BatchState.NotStarted]);
        replacements.Select(file => rig.Content(file.Path)[0]).ShouldBe([(byte)11, (byte)2, (byte)3]);
    }

    [Theory, Everywhere]
    public async Task Files_whose_directory_cannot_be_flushed_are_not_durable_each(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;
        FileReplacement[] replacements = [new(rig.PathOf("one"), new byte[] { 1 }), new(rig.PathOf("two"), new byte[] { 2 })];
        rig.Platform.Fail(nameof(StoragePlatform.FlushDirectory), StorageErrorCode.DeviceError);

        var failure = await rig.Fails<StorageBatchException, FileIdentity[]>(
            () => files.ReplaceEach(replacements), () => files.ReplaceEachAsync(replacements));

        failure.Code.ShouldBe(StorageErrorCode.ReplacedNotDurable);
        failure.Outcomes.ShouldAllBe(outcome =>
            outcome.State == BatchState.NotDurable && ((StorageException)outcome.Error!).Code == StorageErrorCode.ReplacedNotDurable);
        replacements.ShouldAllBe(file => rig.Content(file.Path).SequenceEqual(file.Data.ToArray()));
    }

    [Theory, Everywhere]
    public async Task A_cancel_between_two_files_says_what_was_replaced(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;
        FileReplacement[] replacements = [new(rig.PathOf("one"), new byte[] { 1 }), new(rig.PathOf("two"), new byte[] { 2 })];
        using var cancel = new CancellationTokenSource();
        using var renaming = rig.Platform.Hold(nameof(StoragePlatform.Rename));
        var pending = rig.Start(() => files.ReplaceEach(replacements, null, cancel.Token), () => files.ReplaceEachAsync(replacements, null, cancel.Token));
        await renaming.Entered();
        cancel.Cancel();
        renaming.Open();

        var failure = await Should.ThrowAsync<StorageBatchException>(() => pending);

        failure.Code.ShouldBe(StorageErrorCode.Cancelled);
        failure.Outcomes.Select(outcome => outcome.State).ShouldBe([BatchState.Done, BatchState.Failed]);
        rig.Content(rig.PathOf("one")).ShouldBe([1]);
        files.Exists(rig.PathOf("two")).ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task Many_files_are_copied_and_deleted(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;
        CopyPaths[] copies = [new(rig.Put(Rig.Bytes(3_000), "from"), rig.PathOf("one")), new(rig.Put([], "empty"), rig.PathOf("two")), new(rig.Put([1, 2], "short"), rig.PathOf("three"))];
        var targets = Array.ConvertAll(copies, copy => copy.To);
        var before = rig.Platform.CallsOf(nameof(StoragePlatform.FlushDirectory));

        var progress = new ProgressLog();
        (await rig.Call(() => files.CopyEach(copies, progress: progress), () => files.CopyEachAsync(copies, progress: progress))).ShouldBe([3_000L, 0L, 2L]);
        progress.ShouldGrowTo(3_002);
        copies.ShouldAllBe(copy => rig.Content(copy.To).SequenceEqual(rig.Content(copy.From)));
        var again = await rig.Fails<StorageBatchException, long[]>(() => files.CopyEach(copies), () => files.CopyEachAsync(copies));
        (again.Code, again.Path).ShouldBe((StorageErrorCode.AlreadyExists, targets[0]));

        await rig.Call(() => files.DeleteEach(targets), () => files.DeleteEachAsync(targets));
        targets.ShouldAllBe(path => !files.Exists(path));
        (rig.Platform.CallsOf(nameof(StoragePlatform.FlushDirectory)) - before).ShouldBe(2);
        var missing = await rig.Fails<StorageBatchException>(() => files.DeleteEach(targets), () => files.DeleteEachAsync(targets));
        (missing.Code, missing.InnerException.ShouldBeOfType<FileNotFoundException>().FileName).ShouldBe((StorageErrorCode.NotFound, targets[0]));
        await rig.Call(() => files.DeleteEach(targets, missingOk: true), () => files.DeleteEachAsync(targets, missingOk: true));
    }

    [Theory, Everywhere]
    public async Task A_removal_whose_directory_cannot_be_flushed_is_not_durable(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1]);
        rig.Platform.Fail(nameof(StoragePlatform.FlushDirectory), StorageErrorCode.DeviceError);

        var failure = await rig.Fails<StorageBatchException>(
            () => rig.FileSystem.DeleteEach([path]), () => rig.FileSystem.DeleteEachAsync(new[] { path }));

        failure.Code.ShouldBe(StorageErrorCode.DeviceError);
        failure.Outcomes.Single().State.ShouldBe(BatchState.NotDurable);
        rig.FileSystem.Exists(path).ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task Many_files_are_flushed(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;
        string[] paths = [rig.Put([1], "one"), rig.Put([2], "two")];
        var flushes = rig.Platform.CallsOf(nameof(StoragePlatform.FlushAll));
        var directories = rig.Platform.CallsOf(nameof(StoragePlatform.FlushDirectory));

        await rig.Call(() => files.FlushEach(paths), () => files.FlushEachAsync(paths));

        (rig.Platform.CallsOf(nameof(StoragePlatform.FlushAll)) - flushes).ShouldBe(2);
        (rig.Platform.CallsOf(nameof(StoragePlatform.FlushDirectory)) - directories).ShouldBe(1);
        rig.Platform.Fail(nameof(StoragePlatform.FlushAll), StorageErrorCode.DeviceError);
        var failure = await rig.Fails<StorageBatchException>(() => files.FlushEach(paths), () => files.FlushEachAsync(paths));
        failure.Outcomes.Select(outcome => outcome.State).ShouldBe([BatchState.Failed, BatchState.NotStarted]);
        rig.Platform.Restore(nameof(StoragePlatform.FlushAll));
        (await rig.Fails<StorageBatchException>(() => files.FlushEach(paths), () => files.FlushEachAsync(paths))).Code.ShouldBe(StorageErrorCode.Poisoned);
    }

    [Theory, Everywhere]
    public async Task Many_files_of_which_one_has_no_usable_path_are_refused_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;
        FileReplacement[] replacements = [new("fine", default), new("", default)];
        CopyPaths[] copies = [new("from", "..")];
        string[] paths = ["fine", "/"];
        var expecting = new ReplaceOptions { Expected = default(FileIdentity) };

        rig.Refuses<ArgumentException>(() => files.ReplaceEach(replacements), () => files.ReplaceEachAsync(replacements));
        rig.Refuses<ArgumentException>(() => files.ReplaceEach(default, expecting), () => files.ReplaceEachAsync(default, expecting));
        rig.Refuses<ArgumentException>(() => files.CopyEach(copies), () => files.CopyEachAsync(copies));
        rig.Refuses<ArgumentException>(() => files.DeleteEach(paths), () => files.DeleteEachAsync(paths));
        rig.Refuses<ArgumentException>(() => files.FlushEach(paths), () => files.FlushEachAsync(paths));
        rig.Platform.Calls.ShouldBe(0);
    }
}
