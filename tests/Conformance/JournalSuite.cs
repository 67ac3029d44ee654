using System.Text;
using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Appending, committing and trimming.</summary>
public sealed partial class JournalSuite
{
    private static readonly JournalOptions s_small = new() { SegmentSize = 16 << 10, BufferSize = 8 << 10 };

    [Theory, Everywhere]
    public async Task What_is_committed_is_durable_and_is_read_in_order(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);

        var first = await rig.Call(() => journal.Append(Text("first")), () => journal.AppendAsync(Text("first")));
        var second = await rig.Call(() => journal.AppendAndCommit(Text("second")), () => journal.AppendAndCommitAsync(Text("second")));

        first.ShouldBe(0);
        second.ShouldBeGreaterThan(first);
        journal.DurableLsn.ShouldBe(journal.NextLsn);
        Read(rig).ShouldBe(["first", "second"]);
    }

    [Theory, Everywhere]
    public async Task An_append_writes_nothing_until_a_commit_covers_it(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig, s_small with { PrewriteSegments = false });
        var (writes, flushes) = (rig.Platform.CallsOf(nameof(StoragePlatform.WriteAt)), rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)));

        var lsn = await rig.Call(() => journal.Append(Text("first")), () => journal.AppendAsync(Text("first")));
        rig.Platform.CallsOf(nameof(StoragePlatform.WriteAt)).ShouldBe(writes);
        journal.DurableLsn.ShouldBe(lsn);

        (await rig.Call(() => journal.Commit(lsn), () => journal.CommitAsync(lsn))).ShouldBe(journal.NextLsn);
        rig.Platform.CallsOf(nameof(StoragePlatform.WriteAt)).ShouldBe(writes + 1);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(flushes + 1);
    }

    [Theory, Everywhere]
    public async Task What_is_durable_already_is_committed_without_a_flush(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        var lsn = journal.AppendAndCommit(Text("first"));
        var flushes = rig.Platform.CallsOf(nameof(StoragePlatform.FlushData));

        (await rig.Call(() => journal.Commit(lsn), () => journal.CommitAsync(lsn))).ShouldBe(journal.NextLsn);
        (await rig.Call(() => journal.Commit(), () => journal.CommitAsync())).ShouldBe(journal.NextLsn);

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(flushes);
    }

    [Theory, Everywhere]
    public async Task Committing_everything_covers_what_was_appended_before(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        (await rig.Call(() => journal.Commit(), () => journal.CommitAsync())).ShouldBe(0);
        journal.Append(Text("first"));
        journal.Append(Text("second"));

        (await rig.Call(() => journal.Commit(), () => journal.CommitAsync())).ShouldBe(journal.NextLsn);

        Read(rig).ShouldBe(["first", "second"]);
    }

    [Theory, Everywhere]
    public async Task A_batch_is_appended_as_one(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        ReadOnlyMemory<byte>[] records = [Text("a"), Text("b"), Text("c")];

        var lsn = await rig.Call(() => journal.AppendBatch(records), () => journal.AppendBatchAsync(records));
        journal.Commit(lsn);

        Read(rig).ShouldBe(["a", "b", "c"]);
        journal.AppendBatch([]).ShouldBe(journal.NextLsn);
    }

    [Theory, Everywhere]
    public async Task A_position_that_was_not_given_out_is_not_committed(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        journal.Append(Text("first"));

        await rig.Fails<ArgumentOutOfRangeException, long>(() => journal.Commit(journal.NextLsn), () => journal.CommitAsync(journal.NextLsn));
        await rig.Fails<ArgumentOutOfRangeException, long>(() => journal.Commit(-1), () => journal.CommitAsync(-1));
    }

    [Theory, Everywhere]
    public async Task While_one_flush_is_in_flight_the_next_group_forms(Setup setup)
    {
        const int Followers = 4;
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        var flushes = rig.Platform.CallsOf(nameof(StoragePlatform.FlushData));
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var leader = rig.Start(() => journal.AppendAndCommit(Text("leader")), () => journal.AppendAndCommitAsync(Text("leader")));
        await gate.Entered();

        var followers = Enumerable.Range(0, Followers)
            .Select(i => rig.Start(() => journal.AppendAndCommit(Text($"follower {i}")), () => journal.AppendAndCommitAsync(Text($"follower {i}"))))
            .ToList();
        while (Appended() < 1 + Followers)
        {
            await Task.Yield();
        }

        leader.IsCompleted.ShouldBeFalse();
        gate.Open();
        await Task.WhenAll(followers.Append(leader)).WaitAsync(Rig.Deadline);

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(flushes + 2);
        Read(rig).Count.ShouldBe(1 + Followers);

        // Frames of equal length: the position tells how many were appended.
        long Appended() => (journal.NextLsn + 63) / 64;
    }

    [Theory, Everywhere]
    public async Task Of_many_callers_each_gets_the_position_of_its_own_record(Setup setup)
    {
        const int Callers = 6;
        const int Records = 40;
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        var lsns = new long[Callers * Records];

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(Commit)).WaitAsync(Rig.Deadline);

        using var reader = rig.FileSystem.OpenJournalReader(rig.PathOf("journal"));
        var read = new Dictionary<long, string>();
        while (reader.Read() is { } record)
        {
            read.Add(record.Lsn, Encoding.UTF8.GetString(record.Payload.Span));
        }

        read.Count.ShouldBe(lsns.Length);
        lsns.Select(lsn => read[lsn]).ShouldBe(Enumerable.Range(0, lsns.Length).Select(i => $"{i}"));

        async Task Commit(int caller)
        {
            for (var i = caller * Records; i < (caller + 1) * Records; i++)
            {
                lsns[i] = await rig.Start(() => journal.AppendAndCommit(Text($"{i}")), () => journal.AppendAndCommitAsync(Text($"{i}")));
            }
        }
    }

    [Theory, Everywhere]
    public async Task A_waiting_commit_is_given_up_by_its_token_and_the_record_stays(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        using var source = new CancellationTokenSource();
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var leader = rig.Start(() => journal.AppendAndCommit(Text("leader")), () => journal.AppendAndCommitAsync(Text("leader")));
        await gate.Entered();
        var lsn = journal.Append(Text("follower"));
        var follower = rig.Start(() => journal.Commit(lsn, source.Token), () => journal.CommitAsync(lsn, source.Token));

        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => follower.WaitAsync(Rig.Deadline));
        gate.Open();
        await leader.WaitAsync(Rig.Deadline);

        journal.Commit(lsn);
        Read(rig).ShouldBe(["leader", "follower"]);
    }

    [Theory, Everywhere]
    public async Task A_full_buffer_makes_appends_wait_and_loses_none(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        for (var i = 0; i < 100; i++)
        {
            var record = Text($"{i}".PadLeft(700));
            await rig.Call(() => journal.Append(record), () => journal.AppendAsync(record));
        }

        var large = Text("large".PadLeft(50_000));
        await rig.Call(() => journal.Append(large), () => journal.AppendAsync(large));
        await rig.Call(() => journal.AppendBatch([large, large]), () => journal.AppendBatchAsync(new ReadOnlyMemory<byte>[] { large, large }));
        await rig.Call(() => journal.AppendAndCommit(large), () => journal.AppendAndCommitAsync(large));

        Read(rig).Select(text => text.Trim()).ShouldBe([.. Enumerable.Range(0, 100).Select(i => $"{i}"), "large", "large", "large", "large"]);
    }

    [Theory, Everywhere]
    public async Task A_flush_that_fails_is_told_to_everyone_and_never_tried_again(Setup setup)
    {
        await using var rig = new Rig(setup);
        var journal = Open(rig);
        var durable = journal.AppendAndCommit(Text("durable"));
        rig.Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.DeviceError);

        var exception = await rig.Fails<StorageException, long>(
            () => journal.AppendAndCommit(Text("lost")), () => journal.AppendAndCommitAsync(Text("lost")));
        exception.Code.ShouldBe(StorageErrorCode.DeviceError);
        journal.IsPoisoned.ShouldBeTrue();
        rig.Platform.Restore(nameof(StoragePlatform.FlushData));

        (await rig.Fails<StorageException, long>(() => journal.Append(Text("more")), () => journal.AppendAsync(Text("more")))).Code.ShouldBe(StorageErrorCode.Poisoned);
        (await rig.Fails<StorageException, long>(() => journal.Commit(), () => journal.CommitAsync())).Code.ShouldBe(StorageErrorCode.Poisoned);
        (await rig.Fails<StorageException>(() => journal.TrimHead(durable), () => journal.TrimHeadAsync(durable))).Code.ShouldBe(StorageErrorCode.Poisoned);
        (await rig.Call(() => journal.Commit(durable), () => journal.CommitAsync(durable))).ShouldBe(journal.DurableLsn);
        await journal.DisposeAsync();
    }

    [Theory, Everywhere]
    public async Task A_disk_that_is_full_refuses_the_append_and_leaves_the_journal_as_it_is(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        rig.Platform.Fail(nameof(StoragePlatform.Allocate), StorageErrorCode.NoSpace);
        var large = new byte[100_000];

        (await rig.Fails<StorageException, long>(() => journal.Append(large), () => journal.AppendAsync(large))).Code.ShouldBe(StorageErrorCode.NoSpace);
        journal.IsPoisoned.ShouldBeFalse();
        rig.Platform.Restore(nameof(StoragePlatform.Allocate));
        await rig.Call(() => journal.AppendAndCommit(Text("small")), () => journal.AppendAndCommitAsync(Text("small")));

        Read(rig).ShouldBe(["small"]);
    }

    [Theory, Everywhere]
    public async Task A_trimmed_journal_starts_where_it_was_trimmed(Setup setup)
    {
        await using var rig = new Rig(setup);
        long second;
        await using (var journal = Open(rig))
        {
            journal.Append(Text("first"));
            second = journal.AppendAndCommit(Text("second"));

            await rig.Call(() => journal.TrimHead(second), () => journal.TrimHeadAsync(second));
            await rig.Call(() => journal.TrimHead(0), () => journal.TrimHeadAsync(0));

            journal.FirstLsn.ShouldBe(second);
            Read(rig).ShouldBe(["second"]);
        }

        await using var again = Open(rig);
        again.FirstLsn.ShouldBe(second);
        Read(rig).ShouldBe(["second"]);
    }

    [Theory, Everywhere]
    public async Task Only_what_is_durable_is_trimmed_and_only_at_a_record(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        journal.AppendAndCommit(Text("first"));
        var durable = journal.DurableLsn;
        journal.Append(Text("second"));

        await rig.Fails<ArgumentOutOfRangeException>(() => journal.TrimHead(-1), () => journal.TrimHeadAsync(-1));
        await rig.Fails<ArgumentOutOfRangeException>(() => journal.TrimHead(journal.NextLsn), () => journal.TrimHeadAsync(journal.NextLsn));
        await rig.Fails<ArgumentException>(() => journal.TrimHead(8), () => journal.TrimHeadAsync(8));

        journal.FirstLsn.ShouldBe(0);
        await rig.Call(() => journal.TrimHead(durable), () => journal.TrimHeadAsync(durable));
        journal.FirstLsn.ShouldBe(durable);
    }

    [Theory, Everywhere]
    public async Task A_record_that_is_too_long_is_refused_and_takes_no_place(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        var record = new byte[JournalBase.LargestRecord + 1];

        rig.Refuses<ArgumentException>(() => journal.Append(record), () => journal.AppendAsync(record));
        rig.Refuses<ArgumentException>(() => journal.AppendAndCommit(record), () => journal.AppendAndCommitAsync(record));
        rig.Refuses<ArgumentException>(() => journal.AppendBatch([record.AsMemory(1)]), () => journal.AppendBatchAsync(new[] { (ReadOnlyMemory<byte>)record.AsMemory(1) }));

        journal.NextLsn.ShouldBe(0);
        journal.IsPoisoned.ShouldBeFalse();
    }

    [Theory, AsyncEverywhere]
    public async Task A_token_that_fired_before_appends_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        var cancelled = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(() => journal.AppendAsync(Text("a"), cancelled).AsTask());
        await Should.ThrowAsync<OperationCanceledException>(() => journal.AppendAndCommitAsync(Text("a"), cancelled).AsTask());
        await Should.ThrowAsync<OperationCanceledException>(() => journal.AppendBatchAsync(new ReadOnlyMemory<byte>[] { Text("a") }, cancelled).AsTask());
        await Should.ThrowAsync<OperationCanceledException>(() => journal.CommitAsync(cancelled).AsTask());

        journal.NextLsn.ShouldBe(0);
    }

    private static JournalBase Open(Rig rig, JournalOptions? options = null) => rig.FileSystem.OpenJournal(rig.PathOf("journal"), options ?? s_small);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static List<string> Read(Rig rig, string name = "journal")
    {
        using var reader = rig.FileSystem.OpenJournalReader(rig.PathOf(name));
        var records = new List<string>();
        while (reader.Read() is { } record)
        {
            records.Add(Encoding.UTF8.GetString(record.Payload.Span));
        }

        return records;
    }
}
