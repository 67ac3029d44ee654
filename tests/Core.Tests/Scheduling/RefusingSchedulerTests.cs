using Mapwright.Core.Tests.Fakes;
using Mapwright.Testing;

namespace Mapwright.Core.Tests.Scheduling;

/// <summary>A scheduler of a user's own that says in its own way that it was shut down: nothing stays open, waits for ever or is lost for it.</summary>
public sealed class RefusingSchedulerTests
{
    private const string Path = "/file";

    private readonly SimulatedPlatform _platform = new();
    private readonly CompletedScheduler _scheduler = new();
    private readonly ManualClock _clock = new();
    private readonly TestFileSystem _files;

    public RefusingSchedulerTests() => _files = new TestFileSystem(_platform, _scheduler) { TimeProvider = _clock };

    [Fact]
    public async Task A_file_is_closed()
    {
        var file = _files.CreateNew(Path);
        _scheduler.IsCompleted = true;
        await file.DisposeAsync();
        _platform.OpenFiles.ShouldBe(0);
    }

    [Fact]
    public void A_wait_for_durability_ends_and_so_does_the_next_one()
    {
        var file = _files.CreateNew(Path);
        file.WriteAt([1], 0);
        _scheduler.IsCompleted = true;
        Should.Throw<InvalidOperationException>(() => file.WaitDurable(file.MarkWritten()));
        _scheduler.IsCompleted = false;
        file.WaitDurable(file.MarkWritten());
        file.Dispose();
        _platform.OpenFiles.ShouldBe(0);
    }

    [Fact]
    public void A_write_that_was_to_start_write_back_is_made()
    {
        var file = _files.Open(Path, new StorageFileOptions { Disposition = FileDisposition.CreateNew, BytesPerFlushStart = 1 });
        _scheduler.IsCompleted = true;
        file.WriteAt([1], 0);
        file.Dispose();
        _platform.OpenFiles.ShouldBe(0);
    }

    [Fact]
    public void An_idle_journal_has_no_mark_and_closes()
    {
        var journal = _files.OpenJournal(Path);
        journal.AppendAndCommit([1]);
        _scheduler.IsCompleted = true;
        _clock.Advance(TimeSpan.FromSeconds(2));
        journal.Dispose();
        _platform.OpenFiles.ShouldBe(0);
    }

    [Fact]
    public void A_journal_goes_on_without_segments_made_beforehand_and_closes()
    {
        var journal = _files.OpenJournal(Path, new JournalOptions { SegmentSize = JournalLayout.SmallestSegment });
        _scheduler.IsCompleted = true;
        for (var i = 0; i < 20; i++)
        {
            journal.AppendAndCommit(new byte[500]);
        }

        journal.IsPoisoned.ShouldBeFalse();
        journal.Dispose();
        _platform.OpenFiles.ShouldBe(0);
    }

    /// <summary>Runs what it gets on the caller's thread, until it throws as a completed collection does.</summary>
    private sealed class CompletedScheduler : IScheduler
    {
        public bool IsCompleted { get; set; }

        public void Schedule(IWorkItem item)
        {
            if (IsCompleted)
            {
                throw new InvalidOperationException("completed");
            }

            item.Execute();
        }
    }
}
