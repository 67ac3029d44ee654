using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Waiting for a lock that another party holds.</summary>
public sealed partial class FileLockSuite
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);

    [Theory, Everywhere]
    public async Task A_waiter_gets_the_lock_when_it_is_given_back(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var first = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var second = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        var held = first.LockExclusive();
        var waiting = await Waiting(rig, () => second.LockExclusive(), () => second.LockExclusiveAsync());

        held.Dispose();

        using var guard = await waiting.WaitAsync(Rig.Deadline);
        guard.IsHeld.ShouldBeTrue();
        first.TryLock(LockMode.Shared).ShouldBeNull();
    }

    [Theory, Everywhere]
    public async Task A_waiter_gets_the_lock_that_another_process_gives_back(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var stranger = rig.Elsewhere().OpenLock(rig.PathOf("lock"));
        await using var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        var held = stranger.LockExclusive();
        var waiting = await Waiting(rig, () => file.LockShared(), () => file.LockSharedAsync());

        held.Dispose();

        using var guard = await waiting.WaitAsync(Rig.Deadline);
        guard.Mode.ShouldBe(LockMode.Shared);
        stranger.TryLock(LockMode.Exclusive).ShouldBeNull();
    }

    [Theory, Everywhere]
    public async Task Waiters_are_served_in_order(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var first = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        var held = first.LockExclusive();
        var order = new List<int>();
        var waiting = new List<Task>();
        var files = new List<FileLockBase>();
        for (var i = 0; i < 5; i++)
        {
            var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));
            files.Add(file);
            waiting.Add(Note(i, await Waiting(rig, () => file.LockExclusive(), () => file.LockExclusiveAsync())));
        }

        held.Dispose();

        await Task.WhenAll(waiting).WaitAsync(Rig.Deadline);
        order.ShouldBe([0, 1, 2, 3, 4]);
        files.ForEach(file => file.Dispose());

        async Task Note(int number, Task<LockGuard> pending)
        {
            using var guard = await pending;
            order.Add(number);
        }
    }

    [Theory, Everywhere]
    public async Task A_shared_lock_does_not_overtake_one_who_waits_for_an_exclusive_one(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var reader = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var writer = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var late = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        var held = reader.LockShared();
        var writing = await Waiting(rig, () => writer.LockExclusive(), () => writer.LockExclusiveAsync());

        late.TryLock(LockMode.Shared).ShouldBeNull();
        var reading = await Waiting(rig, () => late.LockShared(), () => late.LockSharedAsync());
        held.Dispose();

        var exclusive = await writing.WaitAsync(Rig.Deadline);
        reading.IsCompleted.ShouldBeFalse();
        exclusive.Dispose();
        (await reading.WaitAsync(Rig.Deadline)).Dispose();
    }

    [Theory, Everywhere]
    public async Task Shared_waiters_get_the_lock_together(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var writer = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var one = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var two = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        var held = writer.LockExclusive();
        var first = await Waiting(rig, () => one.LockShared(), () => one.LockSharedAsync());
        var second = await Waiting(rig, () => two.LockShared(), () => two.LockSharedAsync());

        held.Dispose();

        var guards = await Task.WhenAll(first, second).WaitAsync(Rig.Deadline);
        guards.ShouldAllBe(guard => guard.IsHeld);
        Array.ForEach(guards, guard => guard.Dispose());
    }

    [Theory, Everywhere]
    public async Task A_wait_ends_when_its_time_is_over(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var first = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var second = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        var held = first.LockExclusive();

        await rig.Fails<TimeoutException, LockGuard>(() => second.LockExclusive(s_short), () => second.LockExclusiveAsync(s_short));
        await rig.Fails<TimeoutException, LockGuard>(() => second.LockShared(s_short), () => second.LockSharedAsync(s_short));
        await rig.Fails<TimeoutException, LockGuard>(() => second.LockShared(TimeSpan.Zero), () => second.LockSharedAsync(TimeSpan.Zero));

        held.Dispose();
        using var guard = await rig.Call(() => second.LockExclusive(TimeSpan.Zero), () => second.LockExclusiveAsync(TimeSpan.Zero));
        guard.IsHeld.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_wait_without_end_is_asked_for_by_name(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        var negative = TimeSpan.FromSeconds(-1);
        var years = TimeSpan.FromDays(1000);
        var forEver = Timeout.InfiniteTimeSpan;

        rig.Refuses<ArgumentOutOfRangeException>(() => _ = file.LockExclusive(negative), () => file.LockExclusiveAsync(negative));
        rig.Refuses<ArgumentOutOfRangeException>(() => _ = file.LockShared(negative), () => file.LockSharedAsync(negative));
        rig.Refuses<ArgumentOutOfRangeException>(() => _ = file.LockExclusive(years), () => file.LockExclusiveAsync(years));
        using var guard = await rig.Call(() => file.LockExclusive(forEver), () => file.LockExclusiveAsync(forEver));
        guard.IsHeld.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_wait_is_cancelled_and_leaves_nothing_locked(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var first = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var second = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        var held = first.LockExclusive();
        using var source = new CancellationTokenSource();
        var waiting = await Waiting(rig, () => second.LockExclusive(source.Token), () => second.LockExclusiveAsync(source.Token));

        await source.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(() => waiting.WaitAsync(Rig.Deadline))).CancellationToken.ShouldBe(source.Token);
        held.Dispose();
        first.TryLock(LockMode.Exclusive).ShouldNotBeNull().Dispose();
        using var again = await rig.Call(() => second.LockExclusive(), () => second.LockExclusiveAsync());
        again.IsHeld.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_waiter_that_gives_up_lets_the_next_one_pass(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var reader = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var writer = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var late = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        using var held = reader.LockShared();
        using var source = new CancellationTokenSource();
        var writing = await Waiting(rig, () => writer.LockExclusive(source.Token), () => writer.LockExclusiveAsync(source.Token));
        var reading = await Waiting(rig, () => late.LockShared(), () => late.LockSharedAsync());

        await source.CancelAsync();

        (await reading.WaitAsync(Rig.Deadline)).Dispose();
        await Should.ThrowAsync<OperationCanceledException>(() => writing.WaitAsync(Rig.Deadline));
    }

    [Theory, Everywhere]
    public async Task A_cancelled_token_asks_for_no_lock(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        var token = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(
            async () => await rig.Call(() => file.LockExclusive(token), () => file.LockExclusiveAsync(token)));
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await rig.Call(() => file.LockShared(token), () => file.LockSharedAsync(token)));
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await rig.Call(() => file.LockExclusive(s_short, token), () => file.LockExclusiveAsync(s_short, token)));
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await rig.Call(() => file.LockShared(s_short, token), () => file.LockSharedAsync(s_short, token)));

        rig.Platform.CallsOf(nameof(StoragePlatform.TryLock)).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task Disposing_the_object_ends_its_wait(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var first = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        var second = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        using var held = first.LockExclusive();
        var waiting = await Waiting(rig, () => second.LockExclusive(), () => second.LockExclusiveAsync());

        await rig.Call(second.Dispose, second.DisposeAsync);

        await Should.ThrowAsync<ObjectDisposedException>(() => waiting.WaitAsync(Rig.Deadline));
    }

    [Theory, Everywhere]
    public async Task A_closed_object_locks_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        file.Dispose();

        rig.Refuses<ObjectDisposedException>(() => _ = file.LockExclusive(), () => file.LockExclusiveAsync());
        rig.Refuses<ObjectDisposedException>(() => _ = file.LockShared(), () => file.LockSharedAsync());
        rig.Refuses<ObjectDisposedException>(() => _ = file.LockExclusive(s_short), () => file.LockExclusiveAsync(s_short));
        rig.Refuses<ObjectDisposedException>(() => _ = file.LockShared(s_short), () => file.LockSharedAsync(s_short));
        Should.Throw<ObjectDisposedException>(() => file.TryLock(LockMode.Shared));
    }

    [Theory, Everywhere]
    public async Task A_lock_that_the_system_refuses_is_an_error_and_leaves_nothing_locked(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        rig.Platform.Fail(nameof(StoragePlatform.TryLock), StorageErrorCode.OutOfResources, times: 1);

        var exception = await rig.Fails<StorageException, LockGuard>(() => file.LockExclusive(), () => file.LockExclusiveAsync());

        exception.Code.ShouldBe(StorageErrorCode.OutOfResources);
        exception.Operation.ShouldBe(nameof(file.LockExclusive));
        using var guard = await rig.Call(() => file.LockExclusive(), () => file.LockExclusiveAsync());
        guard.IsHeld.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_lock_that_the_system_does_not_take_back_stays_held(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var first = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var second = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        var guard = await rig.Call(() => first.LockExclusive(), () => first.LockExclusiveAsync());
        rig.Platform.Fail(nameof(StoragePlatform.Unlock), StorageErrorCode.DeviceError, times: 1);

        await rig.Fails<StorageException>(guard.Dispose, guard.DisposeAsync);

        guard.IsHeld.ShouldBeTrue();
        second.TryLock(LockMode.Shared).ShouldBeNull();
        await rig.Call(guard.Dispose, guard.DisposeAsync);
        second.TryLock(LockMode.Shared).ShouldNotBeNull().Dispose();
    }

    [Theory, WhereBodiesHop]
    public async Task Waiting_holds_no_thread_of_the_scheduler(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var first = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var working = rig.OpenNew([1]);
        var held = first.LockExclusive();
        var files = Enumerable.Range(0, setup.Adapter.Concurrency!.Value + 1).Select(_ => rig.FileSystem.OpenLock(rig.PathOf("lock"))).ToArray();
        var waiting = files.Select(file => file.LockSharedAsync().AsTask()).ToArray();

        await Rig.Within(working.FlushDataAsync());

        waiting.ShouldAllBe(task => !task.IsCompleted);
        held.Dispose();
        foreach (var guard in await Task.WhenAll(waiting).WaitAsync(Rig.Deadline))
        {
            guard.Dispose();
        }

        Array.ForEach(files, file => file.Dispose());
    }

    /// <summary>Asks for a lock and returns when the request stands in line.</summary>
    private static Task<Task<T>> Waiting<T>(Rig rig, Func<T> blocking, Func<ValueTask<T>> async) => rig.StartWaiting(blocking, async);
}
