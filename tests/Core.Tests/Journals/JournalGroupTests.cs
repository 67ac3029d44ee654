using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Journals;

/// <summary>What others do while a group is being written.</summary>
public sealed class JournalGroupTests : JournalTest
{
    private readonly FaultingPlatform _platform = new();
    private readonly ManualScheduler _scheduler = new();

    [Fact]
    public async Task A_padded_commit_does_not_wait_for_appends_that_came_after_it()
    {
        const int WholeBuffer = 8112;
        var journal = new TestFileSystem(_platform, _scheduler).OpenJournal(Path, Small with { PadCommits = true, IdleMark = Timeout.InfiniteTimeSpan });
        var first = journal.AppendAsync(Bytes(WholeBuffer)).AsTask();
        _scheduler.RunAll();
        await first;
        var commit = journal.CommitAsync().AsTask();
        var appends = Enumerable.Range(0, 5).Select(_ => journal.AppendAsync(Bytes(WholeBuffer)).AsTask()).ToList();
        var nextAtFlush = -1L;
        _platform.During(nameof(StoragePlatform.FlushData), () => nextAtFlush = journal.NextLsn);
        _scheduler.RunAll();

        await commit;
        await Task.WhenAll(appends);
        nextAtFlush.ShouldBe(3 * JournalLayout.Block, "the first record, and its padding");
        journal.Dispose();
    }

    /// <remarks>The end of the buffer is in the middle of a record, which is then written by two calls.</remarks>
    [Fact]
    public void A_trim_claims_no_half_record_of_a_journal_that_does_not_flush()
    {
        using var journal = new CallerFileSystem(_platform).OpenJournal(Path, Small with { Durability = Durability.None, IdleMark = Timeout.InfiniteTimeSpan });
        journal.AppendAndCommit(Bytes(1000));
        var second = journal.AppendAndCommit(Bytes(1000));
        journal.Append(Bytes(4000));
        journal.Append(Bytes(1000));
        var isBetween = false;
        _platform.During(nameof(StoragePlatform.WriteAt), () => _platform.During(nameof(StoragePlatform.WriteAt), () =>
        {
            isBetween = true;
            var trim = new Thread(() => journal.TrimHead(second));
            trim.Start();
            trim.Join();
            _platform.Fail(nameof(StoragePlatform.WriteAt), ForwardingPlatform.DeviceError);
        }));
        journal.Append(Bytes(4100));
        isBetween.ShouldBeTrue();
        journal.IsPoisoned.ShouldBeTrue();

        _platform.Fail(nameof(StoragePlatform.WriteAt), 0);
        journal.Dispose();
        using var next = Open();
        next.FirstLsn.ShouldBe(second);
    }
}
