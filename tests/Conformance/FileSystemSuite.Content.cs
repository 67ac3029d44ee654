using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Whole files: reading, replacing, copying, and removing a certain one.</summary>
public sealed partial class FileSystemSuite
{
    private static readonly CopyOptions s_replacing = new() { Replace = true };

    [Theory, Everywhere]
    public async Task A_whole_file_is_read(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(10_000);
        var path = rig.Put(content);
        var empty = rig.Put([], "empty");

        (await rig.Call(() => rig.FileSystem.ReadAllBytes(path), () => rig.FileSystem.ReadAllBytesAsync(path))).ShouldBe(content);
        (await rig.Call(() => rig.FileSystem.ReadAllBytes(empty), () => rig.FileSystem.ReadAllBytesAsync(empty))).ShouldBeEmpty();
        await rig.Fails<FileNotFoundException, byte[]>(
            () => rig.FileSystem.ReadAllBytes(rig.PathOf("missing")), () => rig.FileSystem.ReadAllBytesAsync(rig.PathOf("missing")));
    }

    [Theory, Everywhere]
    public async Task A_file_is_replaced_or_created_whole(Setup setup)
    {
        await using var rig = new Rig(setup);
        var old = rig.Put([1, 2, 3]);
        var missing = rig.PathOf("missing");
        var content = Rig.Bytes(3_000_000);

        foreach (var path in new[] { old, missing })
        {
            var identity = await rig.Call(
                () => rig.FileSystem.ReplaceAtomically(path, content), () => rig.FileSystem.ReplaceAtomicallyAsync(path, content));

            rig.Content(path).AsSpan().SequenceEqual(content).ShouldBeTrue();
            rig.FileSystem.GetMetadata(path).Identity.ShouldBe(identity);
        }
    }

    [Theory, Everywhere]
    public async Task A_replacement_that_fails_leaves_the_old_file_and_nothing_else(Setup setup)
    {
        foreach (var (primitive, step) in new[]
        {
            (nameof(StoragePlatform.Open), ReplaceStep.CreateTemporary),
            (nameof(StoragePlatform.WriteAt), ReplaceStep.Write),
            (nameof(StoragePlatform.SetAttributes), ReplaceStep.SetAttributes),
            (nameof(StoragePlatform.FlushAll), ReplaceStep.Flush),
            (nameof(StoragePlatform.Rename), ReplaceStep.Rename),
        })
        {
            await using var rig = new Rig(setup);
            var path = rig.Put([1, 2, 3]);
            rig.Platform.Fail(primitive, StorageErrorCode.NoSpace);

            var exception = await rig.Fails<StorageException, FileIdentity>(
                () => rig.FileSystem.ReplaceAtomically(path, Rig.Bytes(100)), () => rig.FileSystem.ReplaceAtomicallyAsync(path, Rig.Bytes(100)));

            exception.Code.ShouldBe(StorageErrorCode.NoSpace);
            exception.Step.ShouldBe(step);
            exception.Operation.ShouldBe(nameof(rig.FileSystem.ReplaceAtomically));
            exception.Message.ShouldContain(step.ToString());
            rig.Content(path).ShouldBe([1, 2, 3]);
            rig.Platform.Restore(primitive);
            rig.FileSystem.Rename(path, rig.PathOf("alone"));
            rig.FileSystem.Delete(rig.PathOf("alone"));
        }
    }

    [Theory, Everywhere]
    public async Task A_replacement_whose_name_is_not_durable_says_so(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        rig.Platform.Fail(nameof(StoragePlatform.FlushDirectory), StorageErrorCode.DeviceError);

        var exception = await rig.Fails<StorageException, FileIdentity>(
            () => rig.FileSystem.ReplaceAtomically(path, [4]), () => rig.FileSystem.ReplaceAtomicallyAsync(path, new byte[] { 4 }));

        exception.Code.ShouldBe(StorageErrorCode.ReplacedNotDurable);
        rig.Content(path).ShouldBe([4]);
    }

    [Theory, Everywhere]
    public async Task A_file_is_copied(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(300_000);
        var from = rig.Put(content);
        var to = rig.PathOf("to");

        (await rig.Call(() => rig.FileSystem.Copy(from, to), () => rig.FileSystem.CopyAsync(from, to))).ShouldBe(content.Length);

        rig.Content(to).AsSpan().SequenceEqual(content).ShouldBeTrue();
        rig.Content(from).Length.ShouldBe(content.Length);
        (await rig.Fails<StorageException, long>(() => rig.FileSystem.Copy(from, to), () => rig.FileSystem.CopyAsync(from, to)))
            .Code.ShouldBe(StorageErrorCode.AlreadyExists);
        await rig.Call(() => rig.FileSystem.Copy(rig.Put([7], "seven"), to, s_replacing), () => rig.FileSystem.CopyAsync(rig.Put([7], "seven"), to, s_replacing));
        rig.Content(to).ShouldBe([7]);
    }

    [Theory, Everywhere]
    public async Task A_copy_that_fails_or_is_cancelled_leaves_no_target(Setup setup)
    {
        await using var rig = new Rig(setup);
        var from = rig.Put(Rig.Bytes(300_000));
        var to = rig.PathOf("to");
        rig.Platform.Fail(nameof(StoragePlatform.CopyRange), StorageErrorCode.NoSpace);
        var exception = await rig.Fails<StorageException, long>(() => rig.FileSystem.Copy(from, to), () => rig.FileSystem.CopyAsync(from, to));
        exception.Step.ShouldBe(ReplaceStep.Write);
        rig.FileSystem.Exists(to).ShouldBeFalse();

        rig.Platform.Restore(nameof(StoragePlatform.CopyRange));
        using var cancel = new CancellationTokenSource();
        var progress = new Cancelling(cancel);
        await Should.ThrowAsync<OperationCanceledException>(async () => await rig.Call(
            () => rig.FileSystem.Copy(from, to, null, progress, cancel.Token), () => rig.FileSystem.CopyAsync(from, to, null, progress, cancel.Token)));
        rig.FileSystem.Exists(to).ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task A_name_is_removed_only_if_it_stands_for_the_file_that_is_meant(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1]);
        var first = rig.FileSystem.GetMetadata(path).Identity;
        var second = rig.FileSystem.ReplaceAtomically(path, [2]);

        var exception = await rig.Fails<StorageException>(
            () => rig.FileSystem.DeleteByIdentity(path, first), () => rig.FileSystem.DeleteByIdentityAsync(path, first));

        exception.Code.ShouldBe(StorageErrorCode.AnotherFile);
        rig.Content(path).ShouldBe([2]);
        await rig.Call(() => rig.FileSystem.DeleteByIdentity(path, second), () => rig.FileSystem.DeleteByIdentityAsync(path, second));
        rig.FileSystem.Exists(path).ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task Content_without_a_usable_path_is_refused_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        var files = rig.FileSystem;

        rig.Refuses<ArgumentException>(() => files.ReadAllBytes(""), () => files.ReadAllBytesAsync(""));
        rig.Refuses<ArgumentException>(() => files.ReplaceAtomically("..", []), () => files.ReplaceAtomicallyAsync("..", default));
        rig.Refuses<ArgumentException>(() => files.Copy("", "to"), () => files.CopyAsync("", "to"));
        rig.Refuses<ArgumentException>(() => files.Copy("from", "."), () => files.CopyAsync("from", "."));
        rig.Refuses<ArgumentException>(() => files.DeleteByIdentity("", default), () => files.DeleteByIdentityAsync("", default));
        rig.Platform.Calls.ShouldBe(0);
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<long>
    {
        public void Report(long value) => source.Cancel();
    }
}
