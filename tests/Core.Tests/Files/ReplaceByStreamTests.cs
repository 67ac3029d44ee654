using Mapwright.Core.Tests.Fakes;
using Mapwright.Testing;
using Mapwright.Tests.Scheduling;

namespace Mapwright.Core.Tests.Files;

/// <summary>Replacement by what a stream has, on a scheduler that goes away, and of a stream that reads the target.</summary>
[Collection(Alone.Name)]
public sealed class ReplaceByStreamTests
{
    private const string Path = "/file";

    private static readonly byte[] s_new = TemporaryDirectory.Pattern(2_500_000);

    private readonly SimulatedPlatform _platform = new();

    [Fact]
    public async Task A_scheduler_that_is_shut_down_at_any_step_leaves_the_old_file_or_the_new_one_and_nothing_else()
    {
        var refusals = 0;
        for (var steps = 0; ; steps++)
        {
            var platform = new SimulatedPlatform();
            platform.AddFile(Path, [1]);
            var files = new TestFileSystem(platform, new EndingScheduler(steps));
            var isReplaced = true;
            try
            {
                await files.ReplaceAtomicallyAsync(Path, new MemoryStream(s_new), cancellationToken: TestContext.Current.CancellationToken);
            }
            catch (ObjectDisposedException)
            {
                refusals++;
                isReplaced = false;
            }

            platform.Paths.ShouldBe([Path]);
            (platform.OpenFiles, platform.HeldLocks).ShouldBe((0, 0), $"after {steps} steps");
            platform.ReadLive(Path).Length.ShouldBe(isReplaced ? s_new.Length : 1);
            if (isReplaced)
            {
                refusals.ShouldBe(5, "one to begin, three to write, one to end");
                return;
            }
        }
    }

    /// <summary>As on a file system that has locks for each machine by itself.</summary>
    [Fact]
    public void Who_does_not_see_the_lock_of_a_temporary_loses_or_wins_whole()
    {
        using var folder = new TemporaryDirectory();
        var path = folder.File("file", [1]);
        var here = new TestFileSystem(new OwnLocks(), new ManualScheduler());
        var there = new TestFileSystem(new OwnLocks(), new ManualScheduler());
        using var first = new GatedStream(s_new);
        using var second = new GatedStream(s_new);
        var firstCall = Task.Run(() => here.ReplaceAtomically(path, first), TestContext.Current.CancellationToken);
        first.IsAtEnd.Wait(TestContext.Current.CancellationToken);

        // Takes the temporary for that of a dead process, and is not done when the first one comes to its end.
        second.AtEnd = () =>
        {
            first.GoOn.Set();
            Should.Throw<StorageException>(firstCall).Code.ShouldBe(StorageErrorCode.AnotherFile);
            File.ReadAllBytes(path).ShouldBe([1]);
            second.GoOn.Set();
        };
        there.ReplaceAtomically(path, second);

        File.ReadAllBytes(path).Length.ShouldBe(s_new.Length);
        Directory.GetFileSystemEntries(folder.Path).ShouldBe([path]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_relative_path_is_that_of_the_directory_where_the_call_was_made(bool isAsync)
    {
        using var folder = new TemporaryDirectory();
        using var elsewhere = new TemporaryDirectory();
        var files = new CallerFileSystem();
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = folder.Path;
            using var source = new MovingStream(elsewhere.Path);
            _ = isAsync
                ? await files.ReplaceAtomicallyAsync("file", source, cancellationToken: TestContext.Current.CancellationToken)
                : files.ReplaceAtomically("file", source, cancellationToken: TestContext.Current.CancellationToken);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }

        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder.File("file")]);
        Directory.GetFileSystemEntries(elsewhere.Path).ShouldBeEmpty();
    }

    [Fact]
    public void A_stream_may_read_the_file_that_it_replaces()
    {
        _platform.AddFile(Path, s_new);
        var files = new TestFileSystem(_platform);
        using (var file = files.OpenRead(Path))
        {
            using var source = file.AsStream(position: 1_000_000);
            files.ReplaceAtomically(Path, source);
        }

        _platform.ReadLive(Path).AsSpan().SequenceEqual(s_new.AsSpan(1_000_000)).ShouldBeTrue();
    }

    [Fact]
    public void What_is_told_of_the_progress_and_throws_ends_it()
    {
        _platform.AddFile(Path, [1]);
        Should.Throw<NotFiniteNumberException>(
            () => new TestFileSystem(_platform).ReplaceAtomically(Path, new MemoryStream(s_new), progress: new Throwing()));
        _platform.Paths.ShouldBe([Path]);
        _platform.ReadLive(Path).ShouldBe([1]);
    }

    private sealed class Throwing : IProgress<long>
    {
        public void Report(long value) => throw new NotFiniteNumberException();
    }

    /// <summary>Runs so many items, each at once, and refuses the rest.</summary>
    private sealed class EndingScheduler(int items) : IScheduler
    {
        private int _scheduled;

        public void Schedule(IWorkItem item)
        {
            ObjectDisposedException.ThrowIf(_scheduled++ >= items, this);
            item.Execute();
        }
    }

    /// <summary>Moves the process to another directory when it is read.</summary>
    private sealed class MovingStream(string target) : MemoryStream([1, 2, 3])
    {
        public override int Read(Span<byte> buffer)
        {
            Environment.CurrentDirectory = target;
            return base.Read(buffer);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }

    private sealed class OwnLocks : ForwardingPlatform
    {
        public override IoResult TryLock(PlatformFile file, LockMode mode) => IoResult.Success();
    }

    /// <summary>Stops where its content ends.</summary>
    private sealed class GatedStream(byte[] content) : MemoryStream(content)
    {
        public ManualResetEventSlim IsAtEnd { get; } = new();

        public ManualResetEventSlim GoOn { get; } = new();

        public Action? AtEnd { get; set; }

        public override int Read(Span<byte> buffer)
        {
            if (Position == Length && !IsAtEnd.IsSet)
            {
                IsAtEnd.Set();
                AtEnd?.Invoke();
                GoOn.Wait();
            }

            return base.Read(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            IsAtEnd.Dispose();
            GoOn.Dispose();
            base.Dispose(disposing);
        }
    }
}
