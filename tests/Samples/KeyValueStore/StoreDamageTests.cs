using KeyValueStore.Storage;

namespace Mapwright.Samples.Tests.KeyValueStore;

/// <summary>What is damaged is said, and never read as if it were good.</summary>
public sealed class StoreDamageTests : StoreTest
{
    [Fact]
    public async Task Every_byte_of_a_checkpoint_is_checked()
    {
        await PrepareAsync();
        var good = await File.ReadAllBytesAsync(Files.Checkpoint, TestContext.Current.CancellationToken);
        for (var at = 0; at < good.Length; at++)
        {
            var bad = good.ToArray();
            bad[at] ^= 1;
            await File.WriteAllBytesAsync(Files.Checkpoint, bad, TestContext.Current.CancellationToken);
            (await ShouldBeDamagedAsync($"byte {at}")).ShouldContain(Files.Checkpoint);
        }

        await File.WriteAllBytesAsync(Files.Checkpoint, good, TestContext.Current.CancellationToken);
        (await Verification.RunAsync(Files, TestContext.Current.CancellationToken)).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(-40)]
    public async Task A_checkpoint_of_another_length_is_none(int change)
    {
        await PrepareAsync();
        using (var file = new FileStream(Files.Checkpoint, FileMode.Open))
        {
            file.SetLength(file.Length + change);
        }

        await ShouldBeDamagedAsync("length");
    }

    [Fact]
    public async Task A_damaged_value_is_an_error_for_who_reads_it_and_the_others_are_there()
    {
        await PrepareAsync();
        var bytes = await File.ReadAllBytesAsync(Files.Checkpoint, TestContext.Current.CancellationToken);
        bytes[bytes.AsSpan().IndexOf("first"u8)] ^= 1;
        await File.WriteAllBytesAsync(Files.Checkpoint, bytes, TestContext.Current.CancellationToken);
        await using var store = await OpenAsync();
        (await GetAsync(store, "b")).ShouldBe("second");
        (await GetAsync(store, "c")).ShouldBe("third");
        (await Should.ThrowAsync<StoreException>(() => GetAsync(store, "a"))).Message.ShouldContain("the value of 'a'");

        // It is not carried into the next checkpoint, where nobody would see it any more.
        await Should.ThrowAsync<StoreException>(() => store.CheckpointAsync());
        await PutAsync(store, "a", "again");
        await store.CheckpointAsync();
        (await Verification.RunAsync(Files, TestContext.Current.CancellationToken)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_checkpoint_that_is_missing_is_missed()
    {
        await PrepareAsync();
        File.Delete(Files.Checkpoint);
        (await ShouldBeDamagedAsync("")).ShouldContain("is missing");
        await Should.ThrowAsync<StoreException>(async () => await OpenAsync());
    }

    [Fact]
    public async Task A_journal_that_is_missing_is_missed_and_none_is_made()
    {
        await PrepareAsync();
        File.Delete(Files.Journal);
        (await ShouldBeDamagedAsync("")).ShouldContain("is missing");
        await Should.ThrowAsync<StoreException>(async () => await OpenAsync());
        File.Exists(Files.Journal).ShouldBeFalse();
    }

    [Fact]
    public async Task A_checkpoint_of_an_earlier_time_is_not_taken_for_this_one()
    {
        await PrepareAsync();
        var earlier = await File.ReadAllBytesAsync(Files.Checkpoint, TestContext.Current.CancellationToken);
        await using (var store = await OpenAsync())
        {
            await PutAsync(store, "a", "later");
            await store.CheckpointAsync();
        }

        await File.WriteAllBytesAsync(Files.Checkpoint, earlier, TestContext.Current.CancellationToken);
        (await ShouldBeDamagedAsync("")).ShouldContain("not of one time");
    }

    [Fact]
    public async Task A_journal_of_somebody_else_is_no_store()
    {
        Directory.CreateDirectory(Files.Folder);
        await using (var journal = await Pooled.Journal.OpenAsync(Files.Journal))
        {
            await journal.AppendAndCommitAsync("something else"u8.ToArray());
        }

        (await ShouldBeDamagedAsync("")).ShouldContain("no change of a store");
    }

    /// <summary>Three keys in a checkpoint and one change behind it.</summary>
    private async Task PrepareAsync()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, "a", "first");
        await PutAsync(store, "b", "");
        await PutAsync(store, "c", "third");
        await store.CheckpointAsync();
        await PutAsync(store, "b", "second");
    }

    private async Task<string> ShouldBeDamagedAsync(string what) =>
        (await Should.ThrowAsync<StoreException>(() => Verification.RunAsync(Files, TestContext.Current.CancellationToken), what)).Message;
}
