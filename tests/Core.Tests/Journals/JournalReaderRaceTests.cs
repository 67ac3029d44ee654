namespace Mapwright.Core.Tests.Journals;

/// <summary>What a reader says when a trim overtakes it, at whichever of its reads.</summary>
public sealed class JournalReaderRaceTests : JournalTest
{
    private const int Records = 40;

    private readonly FaultingPlatform _platform = new();

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

    /// <summary>
    /// The reader has read to the end of the only segment that was there when it was opened; so what it does next looks at the headers first. Then what it
    /// is about to read is trimmed, and overwritten or, without spare segments, punched out.
    /// </summary>
    private void AtEveryRead(int spare, bool isSameProcess, Action<JournalReaderBase, List<long>> act)
    {
        var (isOvertaken, done, trimmed) = (true, 0, 0);
        for (var reads = 0; isOvertaken; reads++)
        {
            var path = Folder.File($"journal-{reads}");
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

        // Else it shows nothing: the last time there was no trim.
        done.ShouldBeGreaterThan(0);
        trimmed.ShouldBeGreaterThan(1);
    }

    /// <summary>Commits now and then, so that records tell what was durable.</summary>
    private static List<long> Append(JournalBase journal) =>
        [.. Enumerable.Range(0, Records).Select(i => i % 10 == 9 ? journal.AppendAndCommit(Bytes(1000, i)) : journal.Append(Bytes(1000, i)))];

    private void BeforeRead(int reads, Action act) =>
        _platform.During(nameof(StoragePlatform.ReadAt), reads == 0 ? act : () => BeforeRead(reads - 1, act));
}
