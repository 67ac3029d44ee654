using System.Globalization;
using KeyValueStore.Storage;
using Mapwright.Pooled;

namespace Mapwright.Samples.Tests.KeyValueStore;

/// <summary>What the store holds.</summary>
public sealed class StoreTests : StoreTest
{
    [Fact]
    public async Task What_was_put_is_there_and_what_was_deleted_is_not_before_and_after_checkpoints_and_openings()
    {
        await using (var store = await OpenAsync())
        {
            await PutAsync(store, "a", "1");
            await PutAsync(store, "b", "2");
            await PutAsync(store, "a", "3");
            await store.CheckpointAsync();
            await PutAsync(store, "c", "");
            await store.DeleteAsync(Bytes("b"));
            (await ScanAsync(store)).ShouldBe([("a", "3"), ("c", "")]);
            (await GetAsync(store, "b")).ShouldBeNull();
        }

        await using (var again = await OpenAsync())
        {
            (await ScanAsync(again)).ShouldBe([("a", "3"), ("c", "")]);
            await again.CheckpointAsync();
            (await ScanAsync(again)).ShouldBe([("a", "3"), ("c", "")]);
        }

        await using var last = await OpenAsync();
        (await ScanAsync(last)).ShouldBe([("a", "3"), ("c", "")]);
    }

    [Fact]
    public async Task A_scan_goes_by_the_bytes_of_the_keys_and_ends_with_the_prefix()
    {
        await using var store = await OpenAsync();
        foreach (var key in new[] { "b", "a/2", "ä", "a", "a/1", "a/10", "a0", "A" })
        {
            await PutAsync(store, key, "");
        }

        (await ScanAsync(store)).Select(entry => entry.Key).ShouldBe(["A", "a", "a/1", "a/10", "a/2", "a0", "b", "ä"]);
        (await ScanAsync(store, "a/")).Select(entry => entry.Key).ShouldBe(["a/1", "a/10", "a/2"]);
        (await ScanAsync(store, "a/1")).Select(entry => entry.Key).ShouldBe(["a/1", "a/10"]);
        (await ScanAsync(store, "zz")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_snapshot_shows_what_was_there_whatever_is_written_and_whichever_checkpoints_come()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, "a", "old");
        await PutAsync(store, "b", "old");
        await store.CheckpointAsync();
        using var before = store.OpenSnapshot();
        for (var i = 0; i < 3; i++)
        {
            await PutAsync(store, "a", $"new {i}");
            await store.DeleteAsync(Bytes("b"));
            await store.CheckpointAsync();
        }

        (await ScanAsync(before)).ShouldBe([("a", "old"), ("b", "old")]);
        (await ScanAsync(store)).ShouldBe([("a", "new 2")]);
    }

    [Fact]
    public async Task A_checkpoint_lets_go_of_the_journal_and_the_next_one_has_nothing_to_do()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 100; i++)
        {
            await PutAsync(store, "key", $"{i}");
        }

        (await RecordsAsync()).ShouldBe(100);
        await store.CheckpointAsync();
        (await RecordsAsync()).ShouldBe(1);
        var written = File.GetLastWriteTimeUtc(Files.Checkpoint);
        await store.CheckpointAsync();
        File.GetLastWriteTimeUtc(Files.Checkpoint).ShouldBe(written);
    }

    /// <remarks>Each writer has keys of its own; a reader must see each of its values at least as new as the last that was acknowledged before it looked.</remarks>
    [Fact]
    public async Task Readers_and_writers_and_checkpoints_do_not_disturb_each_other()
    {
        const int Writers = 8;
        const int Rounds = 200;
        await using (var store = await OpenAsync(new StoreOptions { CheckpointEvery = 16 << 10 }))
        {
            var acknowledged = new int[Writers];
            var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
            {
                for (var round = 1; round <= Rounds; round++)
                {
                    await store.WriteAsync([Change.Put(Bytes($"{writer}/x"), Bytes($"{round}")), Change.Put(Bytes($"{writer}/y"), Bytes($"{round}"))]);
                    Volatile.Write(ref acknowledged[writer], round);
                }
            })).ToArray();
            var readers = Enumerable.Range(0, 4).Select(reader => Task.Run(async () =>
            {
                for (var round = 0; !writers.All(task => task.IsCompleted); round++)
                {
                    var writer = (reader + round) % Writers;
                    var atLeast = Volatile.Read(ref acknowledged[writer]);
                    using var snapshot = store.OpenSnapshot();
                    var found = await ScanAsync(snapshot, $"{writer}/");
                    found.Select(entry => entry.Value).Distinct().Count().ShouldBeLessThanOrEqualTo(1, "a batch is there as a whole");
                    (found.Count == 0 ? 0 : int.Parse(found[0].Value, CultureInfo.InvariantCulture)).ShouldBeGreaterThanOrEqualTo(atLeast);
                }
            }));
            await Task.WhenAll([.. writers, .. readers]);
            store.CheckpointFailure.ShouldBeNull();
        }

        // Else none came in between.
        (await RecordsAsync()).ShouldBeLessThan(Writers * Rounds);
        await using var again = await OpenAsync();
        (await ScanAsync(again)).ShouldAllBe(entry => entry.Value == $"{Rounds}");
        (await ScanAsync(again)).Count.ShouldBe(2 * Writers);
        await Verification.RunAsync(Files, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_store_is_read_while_another_object_writes_it_and_is_written_by_one_only()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, "a", "1");
        using (var reader = await Snapshot.OpenAsync(Files))
        {
            await PutAsync(store, "a", "2");
            await store.CheckpointAsync();
            (await ScanAsync(reader)).ShouldBe([("a", "1")]);
        }

        (await Should.ThrowAsync<StorageException>(async () => await OpenAsync())).Code.ShouldBe(StorageErrorCode.InUse);
        using var next = await Snapshot.OpenAsync(Files);
        (await ScanAsync(next)).ShouldBe([("a", "2")]);
    }

    /// <remarks>The segments of the journal are used again at once, and a reader that is overtaken must take the newer checkpoint.</remarks>
    [Fact]
    public async Task A_store_is_opened_for_reading_while_checkpoints_trim_its_journal()
    {
        const int Puts = 3_000;
        var options = new StoreOptions { CheckpointEvery = 4_000, Journal = new JournalOptions { SegmentSize = 16 << 10, SpareSegments = 1 } };
        await using var store = await OpenAsync(options);
        await PutAsync(store, "key", "0");
        var acknowledged = 0;
        var writer = Task.Run(async () =>
        {
            for (var i = 1; i <= Puts; i++)
            {
                await PutAsync(store, "key", $"{i}");
                Volatile.Write(ref acknowledged, i);
            }
        });
        do
        {
            var atLeast = Volatile.Read(ref acknowledged);
            using var reader = await Snapshot.OpenAsync(Files);
            int.Parse((await ScanAsync(reader)).Single().Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(atLeast);
        }
        while (!writer.IsCompleted);
        await writer;
        store.CheckpointFailure.ShouldBeNull();
        (await RecordsAsync()).ShouldBeLessThan(Puts / 10);
    }

    [Fact]
    public async Task A_store_that_is_full_refuses_what_is_more_and_takes_it_when_there_is_room()
    {
        await using var store = await OpenAsync(new StoreOptions { LargestStore = 2_000 });
        await PutAsync(store, "a", new string('x', 1_500));
        (await Should.ThrowAsync<StoreException>(() => PutAsync(store, "b", new string('x', 600)))).Message.ShouldContain("is full");
        (await GetAsync(store, "b")).ShouldBeNull();
        await store.DeleteAsync(Bytes("a"));
        await PutAsync(store, "b", new string('x', 600));
        (await ScanAsync(store)).Select(entry => entry.Key).ShouldBe(["b"]);
    }

    [Fact]
    public async Task A_key_that_is_empty_or_too_long_changes_nothing()
    {
        await using var store = await OpenAsync();
        await Should.ThrowAsync<ArgumentException>(() => PutAsync(store, "", "1"));
        await Should.ThrowAsync<ArgumentException>(() => store.PutAsync(new byte[Change.LongestKey + 1], default));
        await Should.ThrowAsync<ArgumentException>(() => store.PutAsync(Bytes("a"), new byte[Change.LongestValue + 1]));
        await store.PutAsync(new byte[Change.LongestKey], default);
        (await ScanAsync(store)).Count.ShouldBe(1);
    }

    private async Task<int> RecordsAsync()
    {
        await using var reader = await JournalReader.OpenAsync(Files.Journal);
        var count = 0;
        await foreach (var _ in reader.ReadAllAsync())
        {
            count++;
        }

        return count;
    }
}
