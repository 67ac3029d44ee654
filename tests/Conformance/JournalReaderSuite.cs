using System.Text;
using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Reading journals.</summary>
public sealed class JournalReaderSuite
{
    private static readonly JournalOptions s_small = new() { SegmentSize = 16 << 10, BufferSize = 8 << 10 };

    [Theory, Everywhere]
    public async Task Records_are_read_one_after_the_other_to_the_end(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        journal.Append(Text("first"));
        journal.AppendBatch([Text("second"), Text("third")]);
        journal.Commit();
        await using var reader = rig.FileSystem.OpenJournalReader(journal.Path);

        (await Next(rig, reader)).ShouldBe("first");
        (await Next(rig, reader)).ShouldBe("second");
        (await Next(rig, reader)).ShouldBe("third");
        reader.Tail.ShouldBe(JournalTail.None);
        (await Next(rig, reader)).ShouldBeNull();
        reader.Tail.ShouldBe(JournalTail.Clean);
        reader.Position.ShouldBe(journal.NextLsn);

        journal.AppendAndCommit(Text("fourth"));
        (await Next(rig, reader)).ShouldBe("fourth");
    }

    [Theory, Everywhere]
    public async Task A_reader_in_the_process_of_the_writer_sees_what_is_durable_and_no_more(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        await using var reader = rig.FileSystem.OpenJournalReader(journal.Path);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var committing = rig.Start(() => journal.AppendAndCommit(Text("first")), () => journal.AppendAndCommitAsync(Text("first")));
        await gate.Entered();

        reader.Read().ShouldBeNull();
        gate.Open();
        await committing.WaitAsync(Rig.Deadline);

        (await Next(rig, reader)).ShouldBe("first");
    }

    [Theory, Everywhere]
    public async Task A_reader_goes_to_a_position(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        journal.Append(Text("first"));
        var second = journal.Append(Text("second"));
        journal.Commit();
        await using var reader = rig.FileSystem.OpenJournalReader(journal.Path);

        await rig.Call(() => reader.Seek(second), () => reader.SeekAsync(second));
        (await Next(rig, reader)).ShouldBe("second");
        await rig.Call(() => reader.Seek(0), () => reader.SeekAsync(0));
        (await Next(rig, reader)).ShouldBe("first");
        await rig.Call(() => reader.Seek(journal.NextLsn), () => reader.SeekAsync(journal.NextLsn));
        (await Next(rig, reader)).ShouldBeNull();

        await rig.Fails<ArgumentException>(() => reader.Seek(8), () => reader.SeekAsync(8));
        rig.Refuses<ArgumentOutOfRangeException>(() => reader.Seek(-1), () => reader.SeekAsync(-1));
        reader.Position.ShouldBe(journal.NextLsn);
    }

    [Theory, Everywhere]
    public async Task A_position_that_was_trimmed_is_said_to_be(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        await using var reader = rig.FileSystem.OpenJournalReader(journal.Path);
        for (var i = 0; i < 100; i++)
        {
            journal.AppendAndCommit(new byte[1000]);
        }

        journal.TrimHead(journal.DurableLsn);
        for (var i = 0; i < 100; i++)
        {
            // Over the segments that were trimmed.
            journal.AppendAndCommit(new byte[1000]);
        }

        var exception = await rig.Fails<StorageException, JournalRecord?>(() => reader.Read(), () => reader.ReadAsync());
        exception.Code.ShouldBe(StorageErrorCode.Trimmed);
        exception.Offset.ShouldBe(journal.FirstLsn);
        (await rig.Fails<StorageException>(() => reader.Seek(0), () => reader.SeekAsync(0))).Code.ShouldBe(StorageErrorCode.Trimmed);
        reader.Seek(journal.FirstLsn);
        reader.Read()!.Value.Lsn.ShouldBe(journal.FirstLsn);
    }

    [Theory, Everywhere]
    public async Task A_reader_waits_for_the_next_commit(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        await using var reader = rig.FileSystem.OpenJournalReader(journal.Path);
        var waiting = await rig.StartWaiting(() => reader.WaitForMore(), () => reader.WaitForMoreAsync());

        journal.Append(Text("first"));
        waiting.IsCompleted.ShouldBeFalse();
        journal.Commit();

        await waiting.WaitAsync(Rig.Deadline);
        (await Next(rig, reader)).ShouldBe("first");
        journal.AppendAndCommit(Text("second"));
        (await rig.Call(() => reader.WaitForMore(), () => reader.WaitForMoreAsync())).ShouldBe(reader.Position);
    }

    [Theory, Everywhere]
    public async Task A_reader_follows_a_writer_in_another_process(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = rig.Elsewhere().OpenJournal(rig.PathOf("journal"), s_small);
        await using var reader = rig.FileSystem.OpenJournalReader(journal.Path);
        (await Next(rig, reader)).ShouldBeNull();
        journal.AppendAndCommit(Text("first"));

        string? next;
        while ((next = await Next(rig, reader)) is null)
        {
            await rig.Call(() => reader.WaitForMore(), () => reader.WaitForMoreAsync());
        }

        next.ShouldBe("first");
    }

    [Theory, AsyncEverywhere]
    public async Task The_live_tail_is_an_enumeration(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        await using var reader = rig.FileSystem.OpenJournalReader(journal.Path);
        using var source = new CancellationTokenSource();
        var read = new List<string>();
        var following = Rig.OnThread(async () =>
        {
            await foreach (var record in reader.FollowAsync(source.Token))
            {
                read.Add(Encoding.UTF8.GetString(record.Payload.Span));
                if (read.Count == 20)
                {
                    return;
                }
            }
        });

        for (var i = 0; i < 20; i++)
        {
            await journal.AppendAndCommitAsync(Text($"{i}"));
        }

        await following.WaitAsync(Rig.Deadline);
        read.ShouldBe(Enumerable.Range(0, 20).Select(i => $"{i}"));
    }

    [Theory, AsyncEverywhere]
    public async Task Following_ends_by_its_token(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        await using var reader = rig.FileSystem.OpenJournalReader(journal.Path);
        using var source = new CancellationTokenSource();
        var records = reader.FollowAsync(source.Token).GetAsyncEnumerator();
        var next = records.MoveNextAsync().AsTask();

        await source.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => next.WaitAsync(Rig.Deadline));
    }

    [Theory, AsyncEverywhere]
    public async Task All_that_is_there_is_an_enumeration_that_ends(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        journal.AppendBatch([Text("a"), Text("b")]);
        await journal.CommitAsync();
        await using var reader = rig.FileSystem.OpenJournalReader(journal.Path);

        var read = new List<string>();
        await foreach (var record in reader.ReadAllAsync())
        {
            read.Add(Encoding.UTF8.GetString(record.Payload.Span));
        }

        read.ShouldBe(["a", "b"]);
    }

    [Theory, Everywhere]
    public async Task A_reader_that_is_disposed_ends_its_wait(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        var reader = rig.FileSystem.OpenJournalReader(journal.Path);
        var waiting = await rig.StartWaiting(() => reader.WaitForMore(), () => reader.WaitForMoreAsync());

        await reader.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => waiting.WaitAsync(Rig.Deadline));
        rig.Refuses<ObjectDisposedException>(() => reader.Read(), () => reader.ReadAsync());
    }

    private static JournalBase Open(Rig rig) => rig.FileSystem.OpenJournal(rig.PathOf("journal"), s_small);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<string?> Next(Rig rig, JournalReaderBase reader) =>
        await rig.Call(() => reader.Read(), () => reader.ReadAsync()) is { } record ? Encoding.UTF8.GetString(record.Payload.Span) : null;
}
