using Mapwright.Core.Tests.Fakes;
using Mapwright.Testing;

namespace Mapwright.Core.Tests.Files;

/// <summary>Replacement by what a stream has, on a scheduler that goes away, and of a stream that reads the target.</summary>
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
}
