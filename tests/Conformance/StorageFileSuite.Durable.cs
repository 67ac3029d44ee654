using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Waiting until what was written is durable.</summary>
public sealed partial class StorageFileSuite
{
    [Theory, Everywhere]
    public async Task Waiting_for_a_mark_flushes_once(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var log = rig.OpenNew([]);
        log.Append([1]);
        var mark = log.MarkWritten();

        await rig.Call(() => log.WaitDurable(mark), () => log.WaitDurableAsync(mark));
        await rig.Call(() => log.WaitDurable(mark), () => log.WaitDurableAsync(mark));

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task A_flush_of_anybody_covers_the_marks_before_it(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var log = rig.OpenNew([]);
        await using var same = rig.FileSystem.OpenWrite(log.Path);
        var mark = log.MarkWritten();

        same.FlushAll();
        var reached = await rig.Call(() => log.WaitDurable(mark), () => log.WaitDurableAsync(mark));

        reached.ShouldBe(mark);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_flush_that_began_before_the_mark_does_not_cover_it(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var log = rig.OpenNew([]);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var flushing = Rig.OnThread(() => { log.FlushData(); return Task.CompletedTask; });
        await gate.Entered();

        var mark = log.MarkWritten();
        gate.Open();
        await flushing;
        await rig.Call(() => log.WaitDurable(mark), () => log.WaitDurableAsync(mark));

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(2);
    }

    [Theory, WhereBodiesHop]
    public async Task Those_who_wait_while_a_flush_runs_share_the_next(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var log = rig.OpenNew([]);
        await using var same = rig.FileSystem.OpenWrite(log.Path);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var first = log.WaitDurableAsync(log.MarkWritten()).AsTask();
        await gate.Entered();

        var others = Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? log : same).WaitDurableAsync(log.MarkWritten()).AsTask()).ToArray();
        others.ShouldAllBe(task => !task.IsCompleted);
        gate.Open();
        await Task.WhenAll([first, .. others]).WaitAsync(Rig.Deadline);

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(2);
    }

    [Theory, Everywhere]
    public async Task A_flush_that_fails_fails_everyone_who_waits(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var log = rig.OpenNew([]);
        rig.Platform.Fail(nameof(StoragePlatform.FlushData), StorageErrorCode.DeviceError, times: 1);
        var mark = log.MarkWritten();

        var first = await rig.Fails<StorageException, DurabilityMark>(() => log.WaitDurable(mark), () => log.WaitDurableAsync(mark));
        var later = await rig.Fails<StorageException, DurabilityMark>(() => log.WaitDurable(mark), () => log.WaitDurableAsync(mark));

        first.Code.ShouldBe(StorageErrorCode.DeviceError);
        later.Code.ShouldBe(StorageErrorCode.Poisoned);
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task A_mark_of_another_file_is_refused_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var log = rig.OpenNew([]);
        await using var other = rig.OpenNew([], "other");

        rig.Refuses<ArgumentException>(() => log.WaitDurable(other.MarkWritten()), () => log.WaitDurableAsync(other.MarkWritten()));
        rig.Refuses<ArgumentException>(() => log.WaitDurable(default), () => log.WaitDurableAsync(default));
    }

    [Theory, WhereBodiesHop]
    public async Task A_cancelled_wait_leaves_the_others_waiting(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var log = rig.OpenNew([]);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        using var source = new CancellationTokenSource();
        var leader = log.WaitDurableAsync(log.MarkWritten(), source.Token);
        await gate.Entered();
        var other = log.WaitDurableAsync(log.MarkWritten()).AsTask();

        await source.CancelAsync();

        await Rig.IsCancelled(leader, source.Token);
        gate.Open();
        await other.WaitAsync(Rig.Deadline);
    }

    [Theory, WhereBodiesHop]
    public async Task Disposing_refuses_who_waits_for_a_flush_that_has_not_begun_and_serves_the_others(Setup setup)
    {
        await using var rig = new Rig(setup);
        var log = rig.OpenNew([]);
        await using var same = rig.FileSystem.OpenWrite(log.Path);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var running = log.WaitDurableAsync(log.MarkWritten()).AsTask();
        await gate.Entered();
        var refused = log.WaitDurableAsync(log.MarkWritten()).AsTask();
        var served = same.WaitDurableAsync(same.MarkWritten()).AsTask();

        log.Dispose();
        gate.Open();

        await running.WaitAsync(Rig.Deadline);
        await Should.ThrowAsync<ObjectDisposedException>(() => refused.WaitAsync(Rig.Deadline));
        await served.WaitAsync(Rig.Deadline);
        await log.DisposeAsync();
    }

    [Theory, WhereBodiesHop]
    public async Task Under_load_no_wait_is_lost_and_none_returns_before_its_flush(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var log = rig.OpenNew([]);
        var begun = 0;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Rig.OnThread(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                Interlocked.Increment(ref begun);
                var before = rig.Platform.CallsOf(nameof(StoragePlatform.FlushData));
                await log.WaitDurableAsync(log.MarkWritten());
                rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBeGreaterThan(before);
            }
        }))).WaitAsync(Rig.Deadline);

        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBeLessThanOrEqualTo(begun);
    }
}
