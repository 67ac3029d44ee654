using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Journals;

/// <summary>What <see cref="JournalOptions.Caching"/> changes: how the log gets into the file, and nothing of what is in it.</summary>
public sealed class JournalCachingTests : JournalTest
{
    private readonly WayPlatform _platform = new();

    protected override FileSystemBase Files => new CallerFileSystem(_platform);

    [Theory]
    [InlineData(Caching.Buffered, false)]
    [InlineData(Caching.Buffered, true)]
    [InlineData(Caching.Direct, false)]
    [InlineData(Caching.Direct, true)]
    [InlineData(Caching.DontCache, false)]
    [InlineData(Caching.DontCache, true)]
    [InlineData(Caching.Auto, false)]
    [InlineData(Caching.Auto, true)]
    public void The_log_is_the_same_however_it_is_written(Caching caching, bool padCommits)
    {
        var options = Small with { Caching = caching, PadCommits = padCommits };
        var sizes = new[] { 1, 100, 4096, 0, 20_000, 7, 8192, 300_000, 33 };
        var lsns = new List<long>();
        for (var life = 0; life < 3; life++)
        {
            using var journal = Open(options);
            for (var i = 0; i < sizes.Length; i++)
            {
                var payload = Bytes(sizes[i], (life * sizes.Length) + i);
                lsns.Add(i % 3 == 2 ? journal.Append(payload) : journal.AppendAndCommit(payload));
            }
        }

        var records = ReadAll();
        records.Select(record => record.Lsn).ShouldBe(lsns);
        for (var i = 0; i < records.Count; i++)
        {
            records[i].Payload.ToArray().ShouldBe(Bytes(sizes[i % sizes.Length], i));
        }
    }

    [Fact]
    public void What_goes_past_the_cache_is_whole_blocks()
    {
        using var journal = Open(Small with { Caching = Caching.Direct });
        _platform.Buffered.Clear();
        for (var i = 0; i < 50; i++)
        {
            journal.AppendAndCommit(Bytes(i * 31, i));
        }

        _platform.Direct.Count.ShouldBeGreaterThanOrEqualTo(50);
        _platform.Direct.ShouldAllBe(write => write.Offset % JournalLayout.Block == 0 && write.Length % JournalLayout.Block == 0);

        // The headers of the segments, and no part of the log.
        _platform.Buffered.ShouldAllBe(write => (write.Offset - JournalLayout.HeaderLength) % Small.SegmentSize == 0);
    }

    [Fact]
    public void Behind_the_last_record_nothing_of_earlier_writes_looks_like_a_torn_tail()
    {
        using var journal = Open(Small with { Caching = Caching.Direct });
        journal.AppendAndCommit(Bytes(6000));
        journal.AppendAndCommit(Text("a"));
        var copy = Folder.File("after");
        File.Copy(Path, copy);

        using var again = Files.OpenJournal(copy, Small);

        (again.Recovery.Outcome, again.Recovery.CutBytes).ShouldBe((JournalOutcome.Continued, 0));
    }

    [Fact]
    public void A_tail_that_was_saved_is_saved_whole_again_where_the_cut_was_not_reached()
    {
        var copy = Folder.File("after");
        long end;
        using (var journal = Open(Small with { Caching = Caching.Direct }))
        {
            end = journal.AppendAndCommit(Bytes(100)) + FrameHeader.LengthOf(100);
            File.Copy(Path, copy);
        }

        var tail = TemporaryDirectory.Pattern(6000);
        using (var torn = new FileStream(copy, FileMode.Open))
        {
            torn.Position = JournalLayout.HeaderLength + JournalLayout.Block + end;
            torn.Write(tail);
        }

        _platform.RefusesDurableWrites = true;
        Should.Throw<UnauthorizedAccessException>(() => Files.OpenJournal(copy, Small with { Caching = Caching.Direct }));
        _platform.RefusesDurableWrites = false;
        using var again = Files.OpenJournal(copy, Small with { Caching = Caching.Direct });

        again.Recovery.Outcome.ShouldBe(JournalOutcome.TailCut);
        File.ReadAllBytes(again.Recovery.TailPath!).ShouldBe(tail);
    }

    [Fact]
    public void Padded_commits_past_the_cache_write_no_block_again()
    {
        using var journal = Open(Small with { Caching = Caching.Direct, PadCommits = true, PrewriteSegments = false });
        for (var i = 0; i < 50; i++)
        {
            journal.AppendAndCommit(Bytes(i * 31, i));
        }

        _platform.Direct.Select(write => write.Offset).ShouldBeUnique();
    }

    [Fact]
    public void Where_nothing_goes_past_the_cache_it_is_refused_and_nothing_is_created()
    {
        using var disk = SmallDisk.WithoutHoles();
        var path = disk.File("journal");

        Should.Throw<NotSupportedException>(() => Files.OpenJournal(path, Small with { Caching = Caching.Direct }));
        Directory.EnumerateFileSystemEntries(disk.Path).ShouldBeEmpty();

        using var journal = Files.OpenJournal(path, Small with { Caching = Caching.Auto });
        journal.AppendAndCommit(Text("a"));
        using var reader = Files.OpenJournalReader(path);
        ReadAll(reader).Select(Text).ShouldBe(["a"]);
    }

    /// <summary>Notes which way writes go.</summary>
    private sealed class WayPlatform : ForwardingPlatform
    {
        /// <summary>EPERM.</summary>
        private const int NotPermitted = 1;

        private readonly HashSet<PlatformFile> _direct = [];

        public List<(long Offset, int Length)> Direct { get; } = [];

        public List<(long Offset, int Length)> Buffered { get; } = [];

        public bool RefusesDurableWrites { get; set; }

        public override IoResult WriteDurableAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset) =>
            RefusesDurableWrites ? IoResult.Failure(NotPermitted) : base.WriteDurableAt(file, buffer, offset);

        public override IoResult GetTransferLimits(PlatformFile file, out TransferLimits limits) => Inner.GetTransferLimits(file, out limits);

        public override IoResult Reopen(PlatformFile file, Caching caching, Durability durability, out PlatformFile? other)
        {
            var result = Inner.Reopen(file, caching, durability, out other);
            if (other is not null && caching == Caching.Direct)
            {
                _direct.Add(other);
            }

            return result;
        }

        public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset)
        {
            (_direct.Contains(file) ? Direct : Buffered).Add((offset, buffer.Length));
            return base.WriteAt(file, buffer, offset);
        }
    }
}
