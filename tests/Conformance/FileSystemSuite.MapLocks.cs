using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Opening a map that waits for its lock.</summary>
public sealed partial class FileSystemSuite
{
    private static readonly MapOptions s_waiting = new() { Lock = LockMode.Exclusive, LockTimeout = Timeout.InfiniteTimeSpan, Truncate = true };

    [Theory, Everywhere]
    public async Task Opening_a_map_waits_for_its_lock_before_anything_is_changed(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        await using var holder = rig.FileSystem.OpenLock(path);
        var held = holder.LockExclusive();

        var opening = await rig.StartWaiting(
            () => rig.FileSystem.OpenMutableMapped(path, s_waiting), () => rig.FileSystem.OpenMutableMappedAsync(path, s_waiting));
        opening.IsCompleted.ShouldBeFalse();
        rig.FileSystem.GetMetadata(path).Length.ShouldBe(3);
        held.Dispose();

        await using var map = await opening.WaitAsync(Rig.Deadline);
        map.OpeningLock!.IsHeld.ShouldBeTrue();
        map.Length.ShouldBe(0);
        holder.TryLock(LockMode.Shared).ShouldBeNull();
    }

    [Theory, Everywhere]
    public async Task An_opening_that_is_cancelled_while_it_waits_leaves_nothing_open(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        await using var holder = rig.FileSystem.OpenLock(path);
        var held = holder.LockExclusive();
        using var source = new CancellationTokenSource();

        var opening = await rig.StartWaiting(
            () => rig.FileSystem.OpenMutableMapped(path, s_waiting, source.Token), () => rig.FileSystem.OpenMutableMappedAsync(path, s_waiting, source.Token));
        await source.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(() => opening.WaitAsync(Rig.Deadline))).CancellationToken.ShouldBe(source.Token);
        rig.Platform.OpenFiles.ShouldBe(1, "the holder's own");
        rig.FileSystem.GetMetadata(path).Length.ShouldBe(3);
        held.Dispose();
        holder.TryLock(LockMode.Exclusive).ShouldNotBeNull().Dispose();
    }

    [Theory, Everywhere]
    public async Task An_opening_whose_time_is_over_leaves_nothing_open(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        var options = new MapOptions { Lock = LockMode.Exclusive, LockTimeout = TimeSpan.FromMilliseconds(20), Truncate = true };
        await using var holder = rig.FileSystem.OpenLock(path);
        var held = holder.LockShared();

        await rig.Fails<TimeoutException, MutableMappedFileBase>(
            () => rig.FileSystem.OpenMutableMapped(path, options), () => rig.FileSystem.OpenMutableMappedAsync(path, options));

        rig.Platform.OpenFiles.ShouldBe(1, "the holder's own");
        rig.FileSystem.GetMetadata(path).Length.ShouldBe(3);
        held.Dispose();
        holder.TryLock(LockMode.Exclusive).ShouldNotBeNull().Dispose();
    }

    [Theory, Everywhere]
    public async Task An_opening_that_fails_after_its_wait_leaves_nothing_open_or_locked(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        await using var holder = rig.FileSystem.OpenLock(path);
        var held = holder.LockExclusive();
        var options = new MapOptions { Lock = LockMode.Exclusive, LockTimeout = Timeout.InfiniteTimeSpan };
        rig.Platform.Fail(nameof(StoragePlatform.Map), StorageErrorCode.OutOfResources);

        var opening = await rig.StartWaiting(() => rig.FileSystem.OpenMutableMapped(path, options), () => rig.FileSystem.OpenMutableMappedAsync(path, options));
        held.Dispose();

        (await Should.ThrowAsync<StorageException>(() => opening.WaitAsync(Rig.Deadline))).Code.ShouldBe(StorageErrorCode.OutOfResources);
        rig.Platform.OpenFiles.ShouldBe(1, "the holder's own");
        holder.TryLock(LockMode.Exclusive).ShouldNotBeNull().Dispose();
    }

    [Theory, Everywhere]
    public async Task A_created_file_stays_when_another_party_had_its_lock_first(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("new");
        using var source = new CancellationTokenSource();
        var gate = rig.Platform.Hold(nameof(StoragePlatform.TryLock));
        var opening = rig.Start(
            () => rig.FileSystem.CreateMutableMapped(path, 100, s_waiting, source.Token),
            () => rig.FileSystem.CreateMutableMappedAsync(path, 100, s_waiting, source.Token));
        await gate.Entered();
        await using var stranger = rig.Elsewhere().OpenWrite(path);
        using var held = stranger.LockExclusive();
        stranger.WriteAt([7], 0);
        gate.Open();
        await gate.Entered();

        await source.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => opening.WaitAsync(Rig.Deadline));
        rig.Platform.OpenFiles.ShouldBe(0);
        rig.FileSystem.GetMetadata(path).Length.ShouldBe(1, "what the other party wrote");
    }

    [Theory, Everywhere]
    public async Task A_created_file_whose_lock_the_system_refuses_is_gone_again(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("new");
        rig.Platform.Fail(nameof(StoragePlatform.TryLock), StorageErrorCode.OutOfResources);

        await rig.Fails<StorageException, MutableMappedFileBase>(
            () => rig.FileSystem.CreateMutableMapped(path, 100, s_waiting), () => rig.FileSystem.CreateMutableMappedAsync(path, 100, s_waiting));

        rig.FileSystem.Exists(path).ShouldBeFalse();
    }

    [Theory, WhereBodiesHop]
    public async Task Openings_that_wait_hold_no_thread_of_the_scheduler(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        var options = new MapOptions { Lock = LockMode.Shared, LockTimeout = Timeout.InfiniteTimeSpan };
        var holder = rig.FileSystem.OpenLock(path);
        using var held = holder.LockExclusive();
        var opening = Enumerable.Range(0, setup.Adapter.Concurrency!.Value + 1).SelectMany(_ => new[]
        {
            rig.FileSystem.OpenMappedAsync(path, options).AsTask(),
            Neutral(rig.FileSystem.OpenMutableMappedAsync(path, options)),
            Neutral(rig.FileSystem.OpenCopyOnWriteAsync(path, options)),
        }).ToArray();

        // A close runs on the scheduler too, behind them all.
        await Rig.Within(holder.DisposeAsync());

        foreach (var map in await Task.WhenAll(opening).WaitAsync(Rig.Deadline))
        {
            map.Length.ShouldBe(3);
            map.Dispose();
        }

        static async Task<MappedFileBase> Neutral(ValueTask<MutableMappedFileBase> pending) => await pending;
    }

    [Theory, WhereBodiesHop]
    public async Task An_opening_that_waits_fails_when_the_scheduler_is_shut_down(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        await using var stranger = rig.Elsewhere().OpenLock(path);
        using var held = stranger.LockExclusive();
        var gate = rig.Platform.Hold(nameof(StoragePlatform.TryLock));
        var opening = rig.FileSystem.OpenMutableMappedAsync(path, s_waiting).AsTask();
        await gate.Entered();
        gate.Open();

        await rig.ShutDown();

        await Should.ThrowAsync<ObjectDisposedException>(() => opening.WaitAsync(Rig.Deadline));
        rig.Platform.OpenFiles.ShouldBe(0);
        rig.Elsewhere().GetMetadata(path).Length.ShouldBe(3);
    }

    [Theory, WhereBodiesHop]
    public async Task An_opening_whose_lock_comes_after_the_scheduler_was_shut_down_fails_and_gives_it_back(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        await using var holder = rig.FileSystem.OpenLock(path);
        var held = holder.LockExclusive();
        var opening = rig.FileSystem.OpenMutableMappedAsync(path, s_waiting).AsTask();
        while (rig.Platform.OpenFiles < 2)
        {
            await Task.Yield();
        }

        // Now its first half runs. A single thread has ended it when it comes to the next body; several end what they began before they exit.
        await Rig.Within(rig.FileSystem.GetMetadataAsync(path));
        await rig.ShutDown();
        held.Dispose();

        await Should.ThrowAsync<ObjectDisposedException>(() => opening.WaitAsync(Rig.Deadline));
        rig.Platform.OpenFiles.ShouldBe(1, "the holder's own");
        holder.TryLock(LockMode.Exclusive).ShouldNotBeNull().Dispose();
    }
}
