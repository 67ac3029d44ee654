using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Journals;

/// <summary>What options change: windows, marks, padding, durability, spare segments.</summary>
public sealed class JournalOptionTests : JournalTest
{
    private readonly CountingPlatform _platform = new();
    private readonly ManualClock _clock = new();
    private readonly FileSystemBase _files;

    public JournalOptionTests() => _files = new ClockedFileSystem(_platform) { TimeProvider = _clock };

    [Fact]
    public void Without_a_window_no_timer_runs_before_a_commit_is_done()
    {
        using var journal = Open(Small with { IdleMark = Timeout.InfiniteTimeSpan });
        journal.AppendAndCommit(Text("a"));
        _clock.Pending.ShouldBeEmpty();
    }

    [Fact]
    public void In_a_window_a_group_forms_and_one_flush_serves_it()
    {
        using var journal = Open(Small with { CommitWindow = TimeSpan.FromMilliseconds(5) });
        var flushes = _platform.Flushes;
        var commits = Enumerable.Range(0, 3).Select(i => journal.AppendAndCommitAsync(Text($"{i}")).AsTask()).ToList();
        commits.ShouldAllBe(commit => !commit.IsCompleted);

        _clock.Advance(TimeSpan.FromMilliseconds(5));

        commits.ShouldAllBe(commit => commit.IsCompletedSuccessfully);
        _platform.Flushes.ShouldBe(flushes + 1);
    }

    [Fact]
    public void The_largest_group_ends_the_window()
    {
        using var journal = Open(Small with { CommitWindow = TimeSpan.FromMilliseconds(5), LargestGroup = 2 });
        var first = journal.AppendAndCommitAsync(Text("a")).AsTask();
        first.IsCompleted.ShouldBeFalse();

        journal.AppendAndCommitAsync(Text("b")).AsTask().IsCompletedSuccessfully.ShouldBeTrue();

        first.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void Closing_ends_the_window_and_the_commits_that_wait_in_it()
    {
        var journal = Open(Small with { CommitWindow = TimeSpan.FromMilliseconds(5) });
        var commit = journal.AppendAndCommitAsync(Text("a")).AsTask();

        journal.Dispose();

        commit.IsCompletedSuccessfully.ShouldBeTrue();
        ReadAll().Count.ShouldBe(1);
    }

    [Fact]
    public void An_idle_journal_marks_what_is_durable_so_that_damage_there_is_no_torn_tail()
    {
        var journal = Open(Small with { IdleMark = TimeSpan.FromSeconds(1) });
        journal.AppendAndCommit(Text("a"));
        var end = journal.DurableLsn;
        _clock.Advance(TimeSpan.FromSeconds(2));
        Damage(100);

        Should.Throw<StorageException>(() => Reopen()).Code.ShouldBe(StorageErrorCode.JournalCorrupt);
        _clock.Pending.ShouldBeEmpty();
        end.ShouldBeGreaterThan(0);
        GC.KeepAlive(journal);
    }

    [Fact]
    public void Without_a_mark_damage_of_the_last_commit_cannot_be_told_from_a_torn_tail()
    {
        var journal = Open(Small with { IdleMark = Timeout.InfiniteTimeSpan });
        journal.AppendAndCommit(Text("a"));
        Damage(100);

        using var again = Reopen();
        again.Recovery.Outcome.ShouldBe(JournalOutcome.TailCut);
        again.Recovery.EndLsn.ShouldBe(0);
        File.ReadAllBytes(again.Recovery.TailPath!).Length.ShouldBe((int)again.Recovery.CutBytes);
        GC.KeepAlive(journal);
    }

    [Fact]
    public void A_busy_journal_is_not_marked()
    {
        using var journal = Open(Small with { IdleMark = TimeSpan.FromSeconds(1) });
        journal.AppendAndCommit(Text("a"));
        var durableWrites = _platform.DurableWrites;
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.9));
            journal.AppendAndCommit(Text("b"));
        }

        _platform.DurableWrites.ShouldBe(durableWrites);
        _clock.Advance(TimeSpan.FromSeconds(5));
        _platform.DurableWrites.ShouldBe(durableWrites + 1);
    }

    [Fact]
    public void Padded_commits_end_at_a_block_and_no_committed_block_is_written_again()
    {
        using (var journal = Open(Small with { PadCommits = true }))
        {
            var highest = 0L;
            for (var i = 0; i < 30; i++)
            {
                _platform.Writes.Clear();
                journal.AppendAndCommit(Bytes(i * 100, i));
                journal.DurableLsn.ShouldBe(journal.NextLsn);
                (journal.DurableLsn % JournalLayout.Block).ShouldBe(0);
                highest = Math.Max(highest, journal.DurableLsn);
            }

            _platform.Writes.ShouldAllBe(offset => offset % JournalLayout.Block == 0);
        }

        ReadAll().Select(record => record.Payload.Length).ShouldBe(Enumerable.Range(0, 30).Select(i => i * 100));
    }

    [Theory]
    [InlineData(Durability.None, 0, 0, "none (as asked for)")]
    [InlineData(Durability.Barrier, 1, 0, "counted")]
    [InlineData(Durability.Data, 1, 0, "counted")]
    [InlineData(Durability.Full, 0, 1, "counted, with all metadata")]
    public void A_commit_flushes_as_it_was_asked_to(Durability durability, int data, int all, string active)
    {
        using var journal = Open(Small with { Durability = durability });
        journal.ActiveDurability.ShouldBe(active);
        var (flushes, fullFlushes) = (_platform.Flushes, _platform.FullFlushes);

        journal.AppendAndCommit(Text("a"));

        (_platform.Flushes - flushes, _platform.FullFlushes - fullFlushes).ShouldBe((data, all));
        ReadAll().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void Auto_flushes_unless_the_place_loses_everything_anyway(bool isVolatile, int flushes)
    {
        _platform.IsPlaceVolatile = isVolatile;
        using var journal = Open(Small with { Durability = Durability.Auto });
        var before = _platform.Flushes;

        journal.AppendAndCommit(Text("a"));

        (_platform.Flushes - before).ShouldBe(flushes);
        ReadAll().Count.ShouldBe(1);
    }

    [Fact]
    public void A_journal_that_does_not_flush_claims_nothing_to_be_durable_until_it_is_closed()
    {
        var journal = Open(Small with { Durability = Durability.None, IdleMark = TimeSpan.FromSeconds(1) });
        journal.AppendAndCommit(Text("a"));
        journal.AppendAndCommit(Text("b"));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Damage(100);

        // Nothing says that it was durable, so it is a torn tail and no damage.
        using var again = Reopen();
        again.Recovery.KnownDurableLsn.ShouldBe(0);
        again.Recovery.Outcome.ShouldBe(JournalOutcome.TailCut);
        GC.KeepAlive(journal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void More_trimmed_segments_than_are_kept_give_their_blocks_back(int spare)
    {
        using var journal = Open(Small with { SpareSegments = spare });
        for (var i = 0; i < 100; i++)
        {
            journal.AppendAndCommit(Bytes(4000, i));
        }

        var last = journal.AppendAndCommit(Text("last"));
        _platform.Punched.Clear();
        journal.TrimHead(last);

        _platform.Punched.Count(length => length == Small.SegmentSize).ShouldBe((int)(last / (Small.SegmentSize - JournalLayout.Block)) - spare);
        ReadAll().Select(Text).ShouldBe(["last"]);
    }

    private new JournalBase Open(JournalOptions options) => _files.OpenJournal(Path, options);

    /// <summary>Opens as after the death of the process: the copy has no lock, and nothing is known of the file.</summary>
    private JournalBase Reopen()
    {
        var copy = Folder.File("after");
        File.Copy(Path, copy, overwrite: true);
        return Files.OpenJournal(copy, Small);
    }

    private void Damage(long lsn)
    {
        using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.Write(file, [0xAA], JournalLayout.HeaderLength + JournalLayout.Block + lsn - 60);
    }

    private sealed class ClockedFileSystem(StoragePlatform platform) : FileSystemBase(platform)
    {
        protected override IScheduler Scheduler { get; } = new HereScheduler();

        private sealed class HereScheduler : IScheduler
        {
            public ContinuationPolicy Continuations => ContinuationPolicy.Inline;

            public void Schedule(IWorkItem item) => item.Execute();
        }
    }

    private sealed class CountingPlatform : ForwardingPlatform
    {
        public int Flushes { get; private set; }

        public int FullFlushes { get; private set; }

        public override string DescribeDurability(PlatformFile file) => "counted";

        public int DurableWrites { get; private set; }

        public bool IsPlaceVolatile { get; set; }

        public List<long> Writes { get; } = [];

        public List<long> Punched { get; } = [];

        public override bool IsVolatile(PlatformFile file) => IsPlaceVolatile;

        public override IoResult FlushData(PlatformFile file)
        {
            Flushes++;
            return base.FlushData(file);
        }

        public override IoResult FlushAll(PlatformFile file)
        {
            FullFlushes++;
            return base.FlushAll(file);
        }

        public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset)
        {
            Writes.Add(offset);
            return base.WriteAt(file, buffer, offset);
        }

        public override IoResult WriteDurableAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset)
        {
            DurableWrites++;
            return base.WriteDurableAt(file, buffer, offset);
        }

        public override IoResult PunchHole(PlatformFile file, long offset, long length)
        {
            Punched.Add(length);
            return base.PunchHole(file, offset, length);
        }
    }
}
