using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Journals;

/// <summary>What a reader says when a trim overtakes it, at whichever of its reads.</summary>
public sealed class JournalReaderRaceTests : JournalTest
{
    private const int Records = 40;

    private readonly RacedPlatform _platform = new();

    [Theory]
    [InlineData(4, true)]
    [InlineData(4, false)]
    [InlineData(0, true)]
    [InlineData(0, false)]
    public void A_read_that_a_trim_overtakes_gives_the_record_or_says_that_it_was_trimmed(int spare, bool isSameProcess) =>
        AtEveryRead(spare, isSameProcess, (reader, lsns) => reader.Read()!.Value.Lsn.ShouldBe(lsns[11]));

    [Theory]
    [InlineData(4, true)]
    [InlineData(4, false)]
    [InlineData(0, true)]
    [InlineData(0, false)]
    public void A_seek_that_a_trim_overtakes_gets_there_or_says_that_it_was_trimmed(int spare, bool isSameProcess) =>
        AtEveryRead(spare, isSameProcess, (reader, lsns) => reader.Seek(lsns[20]));

    /// <summary>As above, and the next look at the header slots meets both in the middle of later writes.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(0)]
    public void A_trim_is_told_also_where_both_header_slots_are_being_written(int spare)
    {
        AtEveryRead(spare, isSameProcess: false, (reader, lsns) => reader.Read()!.Value.Lsn.ShouldBe(lsns[11]), isTorn: true);
        AtEveryRead(spare, isSameProcess: false, (reader, lsns) => reader.Seek(lsns[20]), isTorn: true);
    }

    [Fact]
    public void A_journal_is_opened_for_reading_also_where_both_header_slots_are_being_written()
    {
        using var journal = Open();
        journal.AppendAndCommit(Text("first"));
        _platform.TornSlots = JournalLayout.Slots;

        using var reader = new CallerFileSystem(_platform).OpenJournalReader(Path);

        _platform.TornSlots.ShouldBe(0);
        ReadAll(reader).Select(Text).ShouldBe(["first"]);
    }

    /// <summary>
    /// The reader has read to the end of the only segment that was there when it was opened; so what it does next looks at the headers first. Then what it
    /// is about to read is trimmed, and overwritten or, without spare segments, punched out.
    /// </summary>
    private void AtEveryRead(int spare, bool isSameProcess, Action<JournalReaderBase, List<long>> act, bool isTorn = false)
    {
        var (isOvertaken, done, trimmed) = (true, 0, 0);
        for (var reads = 0; isOvertaken; reads++)
        {
            var path = Folder.File(System.IO.Path.GetRandomFileName());
            var files = new CallerFileSystem(_platform);
            using var journal = (isSameProcess ? files : Files).OpenJournal(path, Small with { SpareSegments = spare });
            using var reader = files.OpenJournalReader(path);
            var lsns = Append(journal);
            for (var i = 0; i < 11; i++)
            {
                reader.Read()!.Value.Lsn.ShouldBe(lsns[i]);
            }

            isOvertaken = false;
            BeforeRead(reads, () =>
            {
                isOvertaken = true;
                journal.TrimHead(lsns[^1]);
                if (spare > 0)
                {
                    Append(journal);
                }

                _platform.TornSlots = isTorn ? JournalLayout.Slots : 0;
            });

            try
            {
                act(reader, lsns);
                done++;
            }
            catch (StorageException exception)
            {
                (exception.Code, exception.Offset).ShouldBe((StorageErrorCode.Trimmed, lsns[^1]), $"before read {reads}: {exception.Message}");
                trimmed++;
            }
        }

        _platform.Reading = null;

        // Else it shows nothing: the last time there was no trim.
        done.ShouldBeGreaterThan(0);
        trimmed.ShouldBeGreaterThan(1);
    }

    /// <summary>Commits now and then, so that records tell what was durable.</summary>
    private static List<long> Append(JournalBase journal) =>
        [.. Enumerable.Range(0, Records).Select(i => i % 10 == 9 ? journal.AppendAndCommit(Bytes(1000, i)) : journal.Append(Bytes(1000, i)))];

    private void BeforeRead(int reads, Action act) => _platform.Reading = () =>
    {
        if (reads-- == 0)
        {
            _platform.Reading = null;
            act();
        }
    };

    private sealed class RacedPlatform : ForwardingPlatform
    {
        /// <summary>Is called at the start of each read.</summary>
        public Action? Reading { get; set; }

        /// <summary>Of how many reads of header slots, from now on, the second half is of another moment.</summary>
        public int TornSlots { get; set; }

        public override IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset)
        {
            Reading?.Invoke();
            var result = base.ReadAt(file, buffer, offset);
            if (TornSlots > 0 && buffer.Length == HeaderSlot.Size && offset < JournalLayout.HeaderLength)
            {
                TornSlots--;
                buffer[(buffer.Length / 2)..].Fill(0xFF);
            }

            return result;
        }

        public override IoResult PunchHole(PlatformFile file, long offset, long length) => Inner.PunchHole(file, offset, length);
    }
}
