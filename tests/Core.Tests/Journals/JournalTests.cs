namespace Mapwright.Core.Tests.Journals;

public sealed class JournalTests : JournalTest
{
    [Fact]
    public void What_was_committed_is_read_in_order()
    {
        using var journal = Open();
        for (var i = 0; i < 100; i++)
        {
            journal.AppendAndCommit(Text($"record {i}"));
        }

        ReadAll().Select(Text).ShouldBe(Enumerable.Range(0, 100).Select(i => $"record {i}"));
    }

    [Fact]
    public void A_journal_is_opened_again_where_it_ended()
    {
        long end;
        using (var journal = Open())
        {
            journal.Append(Text("one"));
            end = journal.NextLsn;
        }

        using (var journal = Open())
        {
            journal.Recovery.Outcome.ShouldBe(JournalOutcome.Closed);
            journal.NextLsn.ShouldBe(end);
            journal.DurableLsn.ShouldBe(end);
            journal.AppendAndCommit(Text("two"));
        }

        ReadAll().Select(Text).ShouldBe(["one", "two"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(4048)]
    [InlineData(4049)]
    [InlineData(12_288)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Records_of_every_length_come_back(int length)
    {
        using (var journal = Open())
        {
            for (var i = 0; i < 5; i++)
            {
                journal.Append(Bytes(length, i));
            }
        }

        var records = ReadAll();
        records.Select(record => record.Payload.ToArray()).ShouldBe(Enumerable.Range(0, 5).Select(i => Bytes(length, i)));
        records.Select(record => record.Lsn).ShouldBe(Enumerable.Range(0, 5).Select(i => i * FrameHeader.LengthOf(length)));
    }

    [Fact]
    public async Task Records_of_mixed_lengths_from_many_threads_are_all_there()
    {
        const int Threads = 4;
        const int Records = 500;
        var lsns = new Dictionary<long, byte[]>();

        // Disposing does not wait for what still runs on the pool; this does.
        await using (var journal = new PoolFileSystem().OpenJournal(Path, Small))
        {
            Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, thread =>
            {
                for (var i = 0; i < Records; i++)
                {
                    var bytes = Bytes((i * 37 % 900) + (i % 100 == 0 ? 10_000 : 0), (thread * Records) + i);
                    var lsn = i % 50 == 0 ? journal.AppendAndCommit(bytes) : journal.Append(bytes);
                    lock (lsns)
                    {
                        lsns.Add(lsn, bytes);
                    }
                }
            });
        }

        var read = ReadAll();
        read.Select(record => record.Lsn).ShouldBe(lsns.Keys.Order());
        read.All(record => record.Payload.Span.SequenceEqual(lsns[record.Lsn])).ShouldBeTrue();
    }

    [Fact]
    public void A_batch_has_one_position_and_numbers_its_records()
    {
        using var journal = Open();
        var lsn = journal.AppendBatch([Text("a"), Text(""), Text("c")]);
        journal.Commit(lsn);

        var records = ReadAll();
        records.Select(Text).ShouldBe(["a", "", "c"]);
        records.ShouldAllBe(record => record.Lsn == lsn && record.NextLsn == journal.NextLsn);
        records.Select(record => record.Index).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void An_empty_batch_appends_nothing()
    {
        using var journal = Open();
        journal.Append(Text("a"));
        var next = journal.NextLsn;

        journal.AppendBatch([]).ShouldBe(next);

        journal.NextLsn.ShouldBe(next);
    }

    [Fact]
    public void The_log_goes_on_through_many_segments_and_what_is_trimmed_is_used_again()
    {
        using var journal = Open();
        var lengths = new HashSet<long>();
        for (var i = 0; i < 1000; i++)
        {
            var lsn = journal.AppendAndCommit(Bytes(300, i));
            if (i % 10 == 0)
            {
                journal.TrimHead(lsn);
                lengths.Add(new FileInfo(Path).Length);
            }
        }

        journal.NextLsn.ShouldBeGreaterThan(20 * JournalLayout.SmallestSegment);
        lengths.Max().ShouldBeLessThanOrEqualTo(JournalLayout.HeaderLength + (4 * JournalLayout.SmallestSegment));
        var rest = ReadAll();
        rest.Count.ShouldBe(10);
        rest[^1].Payload.ToArray().ShouldBe(Bytes(300, 999));
    }

    [Fact]
    public void A_journal_has_one_writer()
    {
        using var journal = Open();
        Should.Throw<StorageException>(() => Open()).Code.ShouldBe(StorageErrorCode.InUse);
        journal.AppendAndCommit(Text("still here"));
        ReadAll().Count.ShouldBe(1);
    }
}
