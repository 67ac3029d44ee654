using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Journals;

/// <summary>What is found when a journal was not closed, on real files; with the defects of others by name.</summary>
public sealed class JournalRecoveryTests : JournalTest
{
    private const int Data = JournalLayout.HeaderLength + JournalLayout.Block;

    [Fact]
    public void A_torn_record_is_cut_off_and_saved_and_what_follows_lands_behind_the_last_whole_one()
    {
        var (first, second) = Abandon();
        Patch(Data + second + FrameHeader.Size, 0xFF);
        var torn = File.ReadAllBytes(Path)[(int)(Data + second)..(int)(Data + second + FrameHeader.LengthOf(6))];

        using (var journal = Open())
        {
            journal.Recovery.ShouldBe(new JournalRecovery(
                JournalOutcome.TailCut, 0, second, first, 1, FrameHeader.LengthOf(6), $"{Path}.tail-1-{second}"));
            journal.AppendAndCommit(Text("third")).ShouldBe(second);
        }

        File.ReadAllBytes($"{Path}.tail-1-{second}").ShouldBe(torn);
        ReadAll().Select(Text).ShouldBe(["first", "third"]);
    }

    [Fact]
    public void Damage_in_the_middle_is_no_torn_tail_and_nothing_is_cut()
    {
        var (_, second) = Abandon();
        using (var journal = Open())
        {
            journal.AppendAndCommit(Text("third"));
        }

        Patch(Data + second + FrameHeader.Size, 0xFF);
        var before = File.ReadAllBytes(Path);

        var error = Should.Throw<StorageException>(() => Open());

        (error.Code, error.Offset).ShouldBe((StorageErrorCode.JournalCorrupt, second));
        File.ReadAllBytes(Path).ShouldBe(before);
        using var reader = Files.OpenJournalReader(Path);
        Text(reader.Read()!.Value).ShouldBe("first");
        Should.Throw<StorageException>(() => reader.Read()).Code.ShouldBe(StorageErrorCode.JournalCorrupt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(JournalLayout.Block)]
    public void One_damaged_header_slot_changes_nothing(int slot)
    {
        long first;
        using (var journal = Open())
        {
            for (var i = 0; i < 20; i++)
            {
                journal.AppendAndCommit(Bytes(3000, i));
            }

            first = journal.AppendAndCommit(Text("kept"));
            journal.TrimHead(first);
        }

        Patch(slot + 40, 0xFF);

        using (var again = Open())
        {
            again.FirstLsn.ShouldBe(first);
        }

        ReadAll().Select(Text).ShouldBe(["kept"]);
    }

    [Fact]
    public void Without_a_header_slot_it_is_no_journal_and_is_left_alone()
    {
        Abandon();
        Patch(40, 0xFF);
        Patch(JournalLayout.Block + 40, 0xFF);
        var before = File.ReadAllBytes(Path);

        Should.Throw<StorageException>(() => Open()).Code.ShouldBe(StorageErrorCode.JournalCorrupt);

        File.ReadAllBytes(Path).ShouldBe(before);
    }

    [Fact]
    public void A_reader_that_is_open_reads_on_where_both_header_slots_are_damaged_and_the_writer_mends_them()
    {
        using var journal = Open(Small with { IdleMark = Timeout.InfiniteTimeSpan });
        journal.AppendAndCommit(Text("first"));
        using var reader = new CallerFileSystem().OpenJournalReader(Path);
        var second = journal.AppendAndCommit(Text("second"));
        Patch(40, 0xFF);
        Patch(JournalLayout.Block + 40, 0xFF);

        ReadAll(reader).Select(Text).ShouldBe(["first", "second"]);
        reader.Tail.ShouldBe(JournalTail.Clean);
        Should.Throw<StorageException>(() => Files.OpenJournalReader(Path)).Code.ShouldBe(StorageErrorCode.JournalCorrupt);

        journal.TrimHead(second);
        ReadAll().Select(Text).ShouldBe(["second"]);
    }

    [Fact]
    public void A_later_format_is_refused_by_its_number()
    {
        Abandon();
        var bytes = File.ReadAllBytes(Path);
        bytes[8] = 2;
        BitConverter.TryWriteBytes(bytes, Checksum.Of(bytes.AsSpan(4, HeaderSlot.Size - 4)));
        File.WriteAllBytes(Path, bytes);

        Should.Throw<NotSupportedException>(() => Open()).Message.ShouldContain("format 2");
        Should.Throw<NotSupportedException>(() => Files.OpenJournalReader(Path)).Message.ShouldContain("format 2");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(JournalLayout.HeaderLength)]
    public void A_creation_that_was_cut_short_is_begun_again(int length)
    {
        File.WriteAllBytes(Path, new byte[length]);
        using var journal = Open();
        journal.Recovery.Outcome.ShouldBe(JournalOutcome.Created);
    }

    /// <remarks>A cached page of a failed flush reads well in the next process, and a flush alone would not write it.</remarks>
    [Fact]
    public void What_is_kept_above_the_known_end_is_written_again_before_it_counts_as_durable()
    {
        Abandon();
        var platform = new WritingPlatform();

        using var journal = new CallerFileSystem(platform).OpenJournal(Path, Small);

        journal.Recovery.Outcome.ShouldBe(JournalOutcome.Continued);
        platform.Writes.ShouldContain((Data, (int)journal.DurableLsn));
        platform.Writes.ShouldContain((Data - JournalLayout.Block, SegmentHeader.Size), "its segment too");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Segments_behind_one_whose_header_was_lost_are_made_anew(bool isClosed)
    {
        var other = Folder.File("other");
        using (var journal = new CallerFileSystem().OpenJournal(other, Small with { IdleMark = Timeout.InfiniteTimeSpan }))
        {
            journal.AppendAndCommit(Text("a"));
            journal.Preallocate(3 * JournalLayout.SmallestSegment);
            File.Copy(other, Path);
        }

        File.Copy(isClosed ? other : Path, Path + " cut");
        File.Move(Path + " cut", Path, overwrite: true);
        using (var file = File.OpenWrite(Path))
        {
            file.Position = JournalLayout.HeaderLength + JournalLayout.SmallestSegment;
            file.Write(new byte[JournalLayout.Block]);
        }

        using (var journal = Open())
        {
            journal.Recovery.Outcome.ShouldBe(isClosed ? JournalOutcome.Closed : JournalOutcome.Continued);
            for (var i = 0; i < 40; i++)
            {
                journal.AppendAndCommit(Bytes(1000, i));
            }
        }

        using (Open())
        {
            ReadAll().Count.ShouldBe(41);
        }
    }

    [Fact]
    public void A_journal_whose_process_failed_to_save_the_tail_is_not_touched()
    {
        var (_, second) = Abandon();
        Patch(Data + second + FrameHeader.Size, 0xFF);
        Directory.CreateDirectory($"{Path}.tail-1-{second}");
        var before = File.ReadAllBytes(Path);

        Should.Throw<StorageException>(() => Open()).Code.ShouldBe(StorageErrorCode.WrongKind);

        File.ReadAllBytes(Path).ShouldBe(before);
    }

    [Fact]
    public void A_batch_that_is_torn_is_gone_as_a_whole()
    {
        using (var journal = new CallerFileSystem().OpenJournal(Folder.File("other"), Small with { IdleMark = Timeout.InfiniteTimeSpan }))
        {
            journal.AppendAndCommit(Text("first"));
            var batch = journal.AppendBatch([Text("a"), Text("b"), Bytes(2000)]);
            journal.Commit();
            File.Copy(Folder.File("other"), Path);
            Patch(Data + batch + FrameHeader.Size + 1000, 0xFF);
        }

        using (Open())
        {
        }

        ReadAll().Select(Text).ShouldBe(["first"]);
    }

    [Fact]
    public void A_reader_that_read_what_a_recovery_cut_off_is_told_so()
    {
        var (_, second) = Abandon();
        using var reader = Files.OpenJournalReader(Path);
        ReadAll(reader).Select(Text).ShouldBe(["first", "second"]);
        Patch(Data + second + FrameHeader.Size, 0xFF);
        using var journal = Open();
        journal.AppendAndCommit(Text("another second"));

        var error = Should.Throw<StorageException>(() => reader.Read());

        (error.Code, error.Offset).ShouldBe((StorageErrorCode.JournalRewound, second));
        ReadAll(from: second).Select(Text).ShouldBe(["another second"]);
    }

    [Fact]
    public void A_reader_of_a_journal_that_nobody_recovered_says_that_the_tail_is_torn()
    {
        var (_, second) = Abandon();
        Patch(Data + second + FrameHeader.Size, 0xFF);
        using var reader = Files.OpenJournalReader(Path);

        ReadAll(reader).Select(Text).ShouldBe(["first"]);

        (reader.Tail, reader.Position).ShouldBe((JournalTail.Torn, second));
    }

    [Fact]
    public void Memory_that_fails_under_the_copy_leaves_a_void_and_no_hole()
    {
        using (var journal = Open())
        {
            journal.AppendAndCommit(Text("first"));
            using var owner = new FailingMemory();
            Should.Throw<InvalidOperationException>(() => journal.AppendBatch([Text("a"), owner.Memory]));
            journal.AppendAndCommit(Text("second"));
        }

        using (var again = Open())
        {
            again.Recovery.Outcome.ShouldBe(JournalOutcome.Closed);
        }

        ReadAll().Select(Text).ShouldBe(["first", "second"]);
    }

    /// <summary>A journal with two committed records that its process left open: a copy of its file.</summary>
    private (long First, long Second) Abandon()
    {
        var path = Folder.File("abandoned");
        using var journal = Files.OpenJournal(path, Small with { IdleMark = Timeout.InfiniteTimeSpan });
        journal.AppendAndCommit(Text("first"));
        var first = journal.DurableLsn;
        var second = journal.AppendAndCommit(Text("second"));
        File.Copy(path, Path);
        return (first, second);
    }

    private void Patch(long offset, byte value)
    {
        using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.Write(file, [value], offset);
    }

    private sealed class FailingMemory : System.Buffers.MemoryManager<byte>
    {
        private int _asked;

        public override Memory<byte> Memory => CreateMemory(100);

        // Asked for its bytes once it is too late.
        public override Span<byte> GetSpan() => _asked++ < 0 ? default : throw new InvalidOperationException("The memory is gone.");

        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class WritingPlatform : ForwardingPlatform
    {
        public List<(long Offset, int Length)> Writes { get; } = [];

        public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset)
        {
            Writes.Add((offset, buffer.Length));
            return base.WriteAt(file, buffer, offset);
        }
    }
}
