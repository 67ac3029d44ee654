using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Room for records, and copies of them.</summary>
public sealed partial class JournalSuite
{
    [Theory, Everywhere]
    public async Task Preallocated_room_needs_no_more_of_the_file_system(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = rig.FileSystem.OpenJournal(rig.PathOf("journal"), s_small with { IdleMark = Timeout.InfiniteTimeSpan });

        await rig.Call(() => journal.Preallocate(100_000), () => journal.PreallocateAsync(100_000));

        rig.Platform.Fail(nameof(StoragePlatform.Allocate), StorageErrorCode.NoSpace);
        rig.Platform.Fail(nameof(StoragePlatform.SetLength), StorageErrorCode.NoSpace);
        for (var i = 0; i < 90; i++)
        {
            await rig.Call(() => journal.AppendAndCommit(new byte[1000]), () => journal.AppendAndCommitAsync(new byte[1000]));
        }

        Read(rig).Count.ShouldBe(90);
    }

    [Theory, Everywhere]
    public async Task Room_that_the_disk_does_not_have_is_refused(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        rig.Platform.Fail(nameof(StoragePlatform.Allocate), StorageErrorCode.NoSpace);

        (await rig.Fails<StorageException>(() => journal.Preallocate(100_000), () => journal.PreallocateAsync(100_000))).Code.ShouldBe(StorageErrorCode.NoSpace);
        rig.Refuses<ArgumentOutOfRangeException>(() => journal.Preallocate(-1), () => journal.PreallocateAsync(-1));
        journal.AppendAndCommit(Text("still here"));

        Read(rig).ShouldBe(["still here"]);
    }

    [Theory, Everywhere]
    public async Task A_backup_is_a_journal_with_the_same_positions(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        for (var i = 0; i < 60; i++)
        {
            journal.AppendAndCommit(Text($"{i}".PadLeft(1000)));
        }

        journal.TrimHead(journal.AppendAndCommit(Text("first that is kept")));
        journal.AppendAndCommit(Text("last"));
        var end = journal.DurableLsn;
        journal.Append(Text("not durable yet"));
        var path = rig.PathOf("copy");

        var progress = new ProgressLog();

        (await rig.Call(() => journal.BackUp(path, progress), () => journal.BackUpAsync(path, progress))).ShouldBe(end);

        progress.ShouldGrowTo(end - journal.FirstLsn);
        journal.AppendAndCommit(Text("later"));
        await using var copy = rig.FileSystem.OpenJournal(path);
        (copy.Recovery.Outcome, copy.FirstLsn, copy.NextLsn).ShouldBe((JournalOutcome.Closed, journal.FirstLsn, end));
        copy.AppendAndCommit(Text("in the copy"));
        Read(rig, "copy").ShouldBe(["first that is kept", "last", "in the copy"]);
        Read(rig).ShouldBe(["first that is kept", "last", "not durable yet", "later"]);
    }

    [Theory, Everywhere]
    public async Task A_backup_that_fails_leaves_nothing_behind_and_replaces_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        journal.AppendAndCommit(Text("first"));
        var existing = rig.Put([1, 2, 3]);
        var path = rig.PathOf("copy");

        (await rig.Fails<StorageException, long>(() => journal.BackUp(existing), () => journal.BackUpAsync(existing))).Code.ShouldBe(StorageErrorCode.AlreadyExists);
        rig.Content(existing).ShouldBe([1, 2, 3]);
        rig.Platform.Fail(nameof(StoragePlatform.FlushAll), StorageErrorCode.NoSpace);
        (await rig.Fails<StorageException, long>(() => journal.BackUp(path), () => journal.BackUpAsync(path))).Code.ShouldBe(StorageErrorCode.NoSpace);

        rig.FileSystem.Exists(path).ShouldBeFalse();
        rig.Refuses<ArgumentException>(() => journal.BackUp(""), () => journal.BackUpAsync(""));
    }
}
