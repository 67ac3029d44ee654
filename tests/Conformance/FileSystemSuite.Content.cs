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
    public async Task A_file_is_replaced_by_what_a_stream_has(Setup setup)
    {
        await using var rig = new Rig(setup);
        var old = rig.Put([1, 2, 3]);
        var missing = rig.PathOf("missing");

        foreach (var (path, length) in new[] { (old, 2_500_000), (missing, 1 << 20), (old, 0) })
        {
            var content = Rig.Bytes(length);
            var progress = new ProgressLog();

            var identity = await rig.Call(
                () => rig.FileSystem.ReplaceAtomically(path, new Flow(content, Colour.Blocking), null, progress),
                () => rig.FileSystem.ReplaceAtomicallyAsync(path, new Flow(content, Colour.Async), null, progress));

            rig.Content(path).AsSpan().SequenceEqual(content).ShouldBeTrue();
            rig.FileSystem.GetMetadata(path).Identity.ShouldBe(identity);
            progress.ShouldGrowTo(length);
        }
    }

    [Theory, Everywhere]
    public async Task A_stream_that_throws_or_a_cancel_leaves_the_old_file_and_nothing_else(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        var content = Rig.Bytes(1_500_000);

        var thrown = await Should.ThrowAsync<InvalidDataException>(async () => await rig.Call(
            () => rig.FileSystem.ReplaceAtomically(path, new Flow(content, Colour.Blocking) { EndsBadly = true }),
            () => rig.FileSystem.ReplaceAtomicallyAsync(path, new Flow(content, Colour.Async) { EndsBadly = true })));
        thrown.Message.ShouldBe("bad");

        using var cancel = new CancellationTokenSource();
        var progress = new Cancelling(cancel);
        await Should.ThrowAsync<OperationCanceledException>(async () => await rig.Call(
            () => rig.FileSystem.ReplaceAtomically(path, new Flow(content, Colour.Blocking), null, progress, cancel.Token),
            () => rig.FileSystem.ReplaceAtomicallyAsync(path, new Flow(content, Colour.Async), null, progress, cancel.Token)));

        rig.Platform.Fail(nameof(StoragePlatform.WriteAt), StorageErrorCode.NoSpace, after: 1);
        var failed = await rig.Fails<StorageException, FileIdentity>(
            () => rig.FileSystem.ReplaceAtomically(path, new Flow(content, Colour.Blocking)),
            () => rig.FileSystem.ReplaceAtomicallyAsync(path, new Flow(content, Colour.Async)));
        (failed.Code, failed.Step, failed.Operation).ShouldBe((StorageErrorCode.NoSpace, ReplaceStep.Write, nameof(rig.FileSystem.ReplaceAtomically)));

        rig.Content(path).ShouldBe([1, 2, 3]);
        rig.FileSystem.Enumerate(rig.Directory).Single().Name.ShouldBe("file");
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
        rig.Refuses<ArgumentException>(() => files.ReplaceAtomically("..", []), () => files.ReplaceAtomicallyAsync("..", Array.Empty<byte>()));
        rig.Refuses<ArgumentException>(() => files.ReplaceAtomically("..", Stream.Null), () => files.ReplaceAtomicallyAsync("..", Stream.Null));
        rig.Refuses<ArgumentNullException>(() => files.ReplaceAtomically("to", (Stream)null!), () => files.ReplaceAtomicallyAsync("to", (Stream)null!));
        rig.Refuses<ArgumentException>(
            () => files.ReplaceAtomically("to", new Flow([], Colour.Async) { Reads = false }),
            () => files.ReplaceAtomicallyAsync("to", new Flow([], Colour.Async) { Reads = false }));
        rig.Refuses<ArgumentException>(() => files.Copy("", "to"), () => files.CopyAsync("", "to"));
        rig.Refuses<ArgumentException>(() => files.Copy("from", "."), () => files.CopyAsync("from", "."));
        rig.Refuses<ArgumentException>(() => files.DeleteByIdentity("", default), () => files.DeleteByIdentityAsync("", default));
        rig.Platform.Calls.ShouldBe(0);
    }

    /// <summary>A stream of unknown length that gives few bytes at a time, and is read in one colour only.</summary>
    private sealed class Flow(byte[] content, Colour colour) : Stream
    {
        private int _position;

        public bool EndsBadly { get; init; }

        public bool Reads { get; init; } = true;

        public override bool CanRead => Reads;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            colour.ShouldBe(Colour.Blocking);
            return Take(buffer);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            colour.ShouldBe(Colour.Async);
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return Take(buffer.Span);
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Take(Span<byte> buffer)
        {
            var count = Math.Min(Math.Min(buffer.Length, 70_001), content.Length - _position);
            content.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count == 0 && EndsBadly ? throw new InvalidDataException("bad") : count;
        }
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<long>
    {
        public void Report(long value) => source.Cancel();
    }
}
