using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Opening journals and their readers.</summary>
public sealed partial class FileSystemSuite
{
    [Theory, Everywhere]
    public async Task A_journal_is_created_and_opened_again(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("journal");
        await using (var journal = await rig.Call(() => rig.FileSystem.OpenJournal(path), () => rig.FileSystem.OpenJournalAsync(path)))
        {
            journal.GetType().Namespace.ShouldBe(rig.FileSystem.GetType().Namespace);
            journal.Recovery.Outcome.ShouldBe(JournalOutcome.Created);
            journal.Append([1, 2, 3]);
        }

        await using var again = await rig.Call(() => rig.FileSystem.OpenJournal(path), () => rig.FileSystem.OpenJournalAsync(path));
        again.Recovery.Outcome.ShouldBe(JournalOutcome.Closed);
        await using var reader = await rig.Call(() => rig.FileSystem.OpenJournalReader(path), () => rig.FileSystem.OpenJournalReaderAsync(path));
        reader.GetType().Namespace.ShouldBe(rig.FileSystem.GetType().Namespace);
        reader.Read()!.Value.Payload.ToArray().ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_journal_has_one_writer_and_any_readers(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("journal");
        await using var journal = rig.FileSystem.OpenJournal(path);

        (await rig.Fails<StorageException, JournalBase>(() => rig.FileSystem.OpenJournal(path), () => rig.FileSystem.OpenJournalAsync(path)))
            .Code.ShouldBe(StorageErrorCode.InUse);
        Should.Throw<StorageException>(() => rig.Elsewhere().OpenJournal(path)).Code.ShouldBe(StorageErrorCode.InUse);

        await using var one = rig.FileSystem.OpenJournalReader(path);
        await using var two = rig.Elsewhere().OpenJournalReader(path);
        two.Read().ShouldBeNull();
    }

    [Theory, Everywhere]
    public async Task A_file_that_is_no_journal_is_left_as_it_is(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(100_000);
        var path = rig.Put(content);

        (await rig.Fails<StorageException, JournalBase>(() => rig.FileSystem.OpenJournal(path), () => rig.FileSystem.OpenJournalAsync(path)))
            .Code.ShouldBe(StorageErrorCode.JournalCorrupt);
        (await rig.Fails<StorageException, JournalReaderBase>(() => rig.FileSystem.OpenJournalReader(path), () => rig.FileSystem.OpenJournalReaderAsync(path)))
            .Code.ShouldBe(StorageErrorCode.JournalCorrupt);

        rig.Content(path).ShouldBe(content);
    }

    [Theory, Everywhere]
    public async Task A_journal_that_cannot_be_created_leaves_nothing_behind(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("journal");
        rig.Platform.Fail(nameof(StoragePlatform.WriteDurableAt), StorageErrorCode.NoSpace);

        (await rig.Fails<StorageException, JournalBase>(() => rig.FileSystem.OpenJournal(path), () => rig.FileSystem.OpenJournalAsync(path)))
            .Code.ShouldBe(StorageErrorCode.NoSpace);

        rig.FileSystem.Exists(path).ShouldBeFalse();
        await rig.Fails<FileNotFoundException, JournalReaderBase>(
            () => rig.FileSystem.OpenJournalReader(path), () => rig.FileSystem.OpenJournalReaderAsync(path));
    }
}
