using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>The end of a journal object: what closing waits for, makes durable and tells.</summary>
public sealed partial class JournalSuite
{
    [Theory, Everywhere]
    public async Task A_disposed_journal_has_written_what_was_appended_and_takes_no_more(Setup setup)
    {
        await using var rig = new Rig(setup);
        var journal = Open(rig);
        journal.Append(Text("last"));

        await rig.Call(journal.Dispose, journal.DisposeAsync);

        rig.Refuses<ObjectDisposedException>(() => journal.Append(Text("more")), () => journal.AppendAsync(Text("more")));
        rig.Refuses<ObjectDisposedException>(() => journal.Commit(), () => journal.CommitAsync());
        Read(rig).ShouldBe(["last"]);
        await using var again = Open(rig);
        again.Recovery.Outcome.ShouldBe(JournalOutcome.Closed);
    }

    [Theory, Everywhere]
    public async Task Closing_commits_what_was_appended_marks_the_end_and_is_final(Setup setup)
    {
        await using var rig = new Rig(setup);
        var journal = Open(rig);
        journal.Append(Text("last"));

        await rig.Call(journal.Close, () => journal.CloseAsync());

        journal.IsClosed.ShouldBeTrue();
        rig.Refuses<ObjectDisposedException>(() => journal.Append(Text("more")), () => journal.AppendAsync(Text("more")));
        rig.Refuses<ObjectDisposedException>(journal.Close, () => journal.CloseAsync());
        Read(rig).ShouldBe(["last"]);
        await using var again = Open(rig);
        again.Recovery.Outcome.ShouldBe(JournalOutcome.Closed);
    }

    [Theory, Everywhere]
    public async Task Closing_waits_for_a_group_in_flight(Setup setup)
    {
        await using var rig = new Rig(setup);
        var journal = Open(rig);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var leader = rig.Start(() => journal.AppendAndCommit(Text("leader")), () => journal.AppendAndCommitAsync(Text("leader")));
        await gate.Entered();
        journal.Append(Text("last"));
        var closing = rig.Start(journal.Close, () => journal.CloseAsync());

        closing.IsCompleted.ShouldBeFalse();
        gate.Open();
        await leader.WaitAsync(Rig.Deadline);
        await closing.WaitAsync(Rig.Deadline);

        Read(rig).ShouldBe(["leader", "last"]);
    }

    [Theory, Everywhere]
    public async Task A_close_that_fails_says_so_and_the_journal_is_closed(Setup setup)
    {
        await using var rig = new Rig(setup);
        var journal = Open(rig);
        journal.Append(Text("lost"));
        rig.Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.DeviceError);

        (await rig.Fails<StorageException>(journal.Close, () => journal.CloseAsync())).Code.ShouldBe(StorageErrorCode.DeviceError);

        journal.IsClosed.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_poisoned_journal_is_closed_and_says_that_it_was_poisoned(Setup setup)
    {
        await using var rig = new Rig(setup);
        var journal = Open(rig);
        rig.Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.DeviceError);
        Should.Throw<StorageException>(() => journal.AppendAndCommit(Text("lost")));
        rig.Platform.Restore(nameof(StoragePlatform.FlushData));

        (await rig.Fails<StorageException>(journal.Close, () => journal.CloseAsync())).Code.ShouldBe(StorageErrorCode.Poisoned);

        journal.IsClosed.ShouldBeTrue();
    }

    [Theory, AsyncEverywhere]
    public async Task A_close_that_was_cancelled_before_leaves_the_journal_open(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var journal = Open(rig);
        var token = new CancellationToken(canceled: true);

        await Rig.IsCancelled(journal.CloseAsync(token), token);

        journal.IsClosed.ShouldBeFalse();
    }
}
