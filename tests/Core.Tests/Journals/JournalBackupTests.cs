using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Journals;

/// <summary>A copy that is made while the head of the journal is trimmed and the journal goes on.</summary>
public sealed class JournalBackupTests : JournalTest
{
    private readonly FaultingPlatform _platform = new();

    public JournalBackupTests() => Files = new CallerFileSystem(_platform);

    protected override FileSystemBase Files { get; }

    private string Copy => Folder.File("copy");

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void What_is_trimmed_while_it_is_copied_is_in_the_copy_whole(int spareSegments)
    {
        using var journal = Open(Small with { SpareSegments = spareSegments });
        var last = Fill(journal, 0, 60);
        var trimmed = false;
        _platform.During(nameof(StoragePlatform.ReadAt), () =>
        {
            journal.TrimHead(last);
            trimmed = true;

            // What was let go of would be used again by these.
            Fill(journal, 60, 200);
        });

        var expected = journal.DurableLsn;
        journal.BackUp(Copy).ShouldBe(expected);

        trimmed.ShouldBeTrue();
        ReadCopy().ShouldBe(Enumerable.Range(0, 60).Select(Record));
        ReadAll().Select(Text).ShouldBe(Enumerable.Range(59, 201).Select(Record));
    }

    [Fact]
    public void When_the_copy_is_done_what_was_trimmed_meanwhile_is_given_up()
    {
        using var journal = Open(Small with { SpareSegments = 0 });
        var last = Fill(journal, 0, 200);
        var before = Allocated();
        _platform.During(nameof(StoragePlatform.ReadAt), () =>
        {
            journal.TrimHead(last);
            Allocated().ShouldBe(before, "nothing is given up while it is copied");
        });

        journal.BackUp(Copy);

        Allocated().ShouldBeLessThan(before / 2);
    }

    [Fact]
    public void A_copy_that_fails_gives_up_what_was_trimmed_too()
    {
        using var journal = Open(Small with { SpareSegments = 0 });
        var last = Fill(journal, 0, 200);
        var before = Allocated();
        _platform.During(nameof(StoragePlatform.ReadAt), () => journal.TrimHead(last));
        _platform.Fail(nameof(StoragePlatform.FlushAll), ForwardingPlatform.DeviceError);

        Should.Throw<StorageException>(() => journal.BackUp(Copy));

        Allocated().ShouldBeLessThan(before / 2);
        File.Exists(Copy).ShouldBeFalse();
    }

    [Fact]
    public void A_copy_is_made_also_where_what_was_trimmed_meanwhile_cannot_be_given_up()
    {
        using var journal = Open(Small with { SpareSegments = 0 });
        var last = Fill(journal, 0, 200);
        _platform.During(nameof(StoragePlatform.ReadAt), () => journal.TrimHead(last));
        _platform.Fail(nameof(StoragePlatform.PunchHole), ForwardingPlatform.DeviceError);

        journal.BackUp(Copy).ShouldBe(journal.DurableLsn);

        _platform.CallsOf(nameof(StoragePlatform.PunchHole)).ShouldBe(1);
        ReadCopy().ShouldBe(Enumerable.Range(0, 200).Select(Record));
    }

    [Fact]
    public void Copies_trims_and_appends_of_many_threads_leave_every_copy_whole()
    {
        using var journal = new CallerFileSystem().OpenJournal(Folder.File("busy"), Small with { SpareSegments = 0 });
        var next = 0;
        var done = 0;
        var writer = new Thread(() =>
        {
            var positions = new Queue<long>();
            while (Volatile.Read(ref done) == 0)
            {
                positions.Enqueue(journal.AppendAndCommit(Text(Record(next++))));
                if (positions.Count > 50)
                {
                    journal.TrimHead(positions.Dequeue());
                }
            }
        });
        writer.Start();
        try
        {
            for (var i = 0; i < 20; i++)
            {
                var path = Folder.File($"copy{i}");
                var end = journal.BackUp(path);
                using var reader = Files.OpenJournalReader(path);
                var records = ReadAll(reader);
                if (records.Count > 0)
                {
                    var first = int.Parse(Text(records[0]).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
                    records.Select(Text).ShouldBe(Enumerable.Range(first, records.Count).Select(Record));
                    records[^1].Lsn.ShouldBeLessThan(end);
                }
            }
        }
        finally
        {
            Volatile.Write(ref done, 1);
            writer.Join();
        }
    }

    private static string Record(int number) => $"{number} ".PadRight(1000, '.');

    /// <returns>The position of the last of them.</returns>
    private static long Fill(JournalBase journal, int first, int count)
    {
        long last = 0;
        for (var i = 0; i < count; i++)
        {
            last = journal.AppendAndCommit(Text(Record(first + i)));
        }

        return last;
    }

    private IEnumerable<string> ReadCopy()
    {
        using var reader = Files.OpenJournalReader(Copy);
        return ReadAll(reader).Select(Text);
    }

    private long Allocated() => new CallerFileSystem().GetMetadata(Path).AllocatedLength;
}
