using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Whole-file locks between objects of one process, and between processes: here, file systems that know nothing of each other.</summary>
public sealed partial class FileLockSuite
{
    [Theory, Everywhere]
    public async Task An_exclusive_lock_excludes_every_other_object(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var first = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var second = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var stranger = rig.Elsewhere().OpenLock(rig.PathOf("lock"));

        using var guard = await rig.Call(() => first.LockExclusive(), () => first.LockExclusiveAsync());

        guard.IsHeld.ShouldBeTrue();
        guard.Mode.ShouldBe(LockMode.Exclusive);
        second.TryLock(LockMode.Exclusive).ShouldBeNull();
        second.TryLock(LockMode.Shared).ShouldBeNull();
        stranger.TryLock(LockMode.Exclusive).ShouldBeNull();
        stranger.TryLock(LockMode.Shared).ShouldBeNull();
    }

    [Theory, Everywhere]
    public async Task Shared_locks_share_and_exclude_an_exclusive_one(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var first = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var second = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var third = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var stranger = rig.Elsewhere().OpenLock(rig.PathOf("lock"));

        using var one = await rig.Call(() => first.LockShared(), () => first.LockSharedAsync());
        using var two = await rig.Call(() => second.LockShared(), () => second.LockSharedAsync());
        using var three = stranger.TryLock(LockMode.Shared);

        one.Mode.ShouldBe(LockMode.Shared);
        two.IsHeld.ShouldBeTrue();
        three.ShouldNotBeNull();
        third.TryLock(LockMode.Exclusive).ShouldBeNull();
    }

    [Theory, Everywhere]
    public async Task A_lock_that_was_given_back_is_free(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var first = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var stranger = rig.Elsewhere().OpenLock(rig.PathOf("lock"));
        var guard = await rig.Call(() => first.LockExclusive(), () => first.LockExclusiveAsync());

        await rig.Call(guard.Dispose, guard.DisposeAsync);

        guard.IsHeld.ShouldBeFalse();
        using var other = stranger.TryLock(LockMode.Exclusive);
        other.ShouldNotBeNull();
    }

    [Theory, Everywhere]
    public async Task Giving_a_lock_back_again_does_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var first = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var second = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        var guard = await rig.Call(() => first.LockExclusive(), () => first.LockExclusiveAsync());
        await rig.Call(guard.Dispose, guard.DisposeAsync);
        using var next = await rig.Call(() => first.LockExclusive(), () => first.LockExclusiveAsync());

        await rig.Call(guard.Dispose, guard.DisposeAsync);

        next.IsHeld.ShouldBeTrue();
        second.TryLock(LockMode.Shared).ShouldBeNull();
    }

    [Theory, Everywhere]
    public async Task An_object_holds_one_lock_at_a_time(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        using var guard = await rig.Call(() => file.LockShared(), () => file.LockSharedAsync());

        await rig.Fails<InvalidOperationException, LockGuard>(() => file.LockExclusive(), () => file.LockExclusiveAsync());
        await rig.Fails<InvalidOperationException, LockGuard>(() => file.LockShared(), () => file.LockSharedAsync());

        guard.IsHeld.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task Disposing_the_object_gives_its_lock_back(Setup setup)
    {
        await using var rig = new Rig(setup);
        var first = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var stranger = rig.Elsewhere().OpenLock(rig.PathOf("lock"));
        var guard = await rig.Call(() => first.LockExclusive(), () => first.LockExclusiveAsync());

        await rig.Call(first.Dispose, first.DisposeAsync);

        guard.IsHeld.ShouldBeFalse();
        guard.Dispose();
        using var other = stranger.TryLock(LockMode.Exclusive);
        other.ShouldNotBeNull();
    }

    [Theory, Everywhere]
    public async Task A_forgotten_guard_fails_the_next_lock_and_ends_with_its_object(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.FileSystem.OpenLock(rig.PathOf("lock"));
        await using var stranger = rig.Elsewhere().OpenLock(rig.PathOf("lock"));
        await rig.Call(() => file.LockExclusive(), () => file.LockExclusiveAsync());

        await rig.Fails<InvalidOperationException, LockGuard>(() => file.LockExclusive(), () => file.LockExclusiveAsync());
        stranger.TryLock(LockMode.Shared).ShouldBeNull();

        await rig.Call(file.Dispose, file.DisposeAsync);
        stranger.TryLock(LockMode.Exclusive).ShouldNotBeNull().Dispose();
    }

    [Theory, Everywhere]
    public async Task A_lock_protects_what_its_holders_do(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("lock");
        var inside = 0;
        var total = 0;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Rig.OnThread(async () =>
        {
            // Two of them are in the other process.
            await using var file = (worker % 2 == 0 ? rig.FileSystem : rig.Elsewhere()).OpenLock(path);
            for (var i = 0; i < 20; i++)
            {
                using var guard = await rig.Call(() => file.LockExclusive(), () => file.LockExclusiveAsync());
                Interlocked.Increment(ref inside).ShouldBe(1);
                total++;
                Interlocked.Decrement(ref inside);
            }
        }))).WaitAsync(Rig.Deadline);

        total.ShouldBe(80);
    }

    [Theory, Everywhere]
    public async Task Every_object_of_a_file_can_lock_it(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put(Rig.Bytes(4096));
        await using var file = rig.FileSystem.OpenWrite(path);
        await using var map = rig.FileSystem.OpenMapped(path);
        await using var mutable = rig.FileSystem.OpenMutableMapped(path);
        await using var ranged = rig.FileSystem.OpenRanged(path, 0);
        await using var other = rig.FileSystem.OpenLock(path);

        foreach (var holder in new FileBackedObject[] { file, map, mutable, ranged })
        {
            using var guard = await rig.Call(() => holder.LockExclusive(), () => holder.LockExclusiveAsync());
            other.TryLock(LockMode.Shared).ShouldBeNull();
        }

        other.TryLock(LockMode.Exclusive).ShouldNotBeNull().Dispose();
    }

    [Theory, Everywhere]
    public async Task A_lock_of_a_map_ends_with_it_while_a_lease_is_out(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.Put([1, 2, 3]);
        var map = rig.FileSystem.OpenMapped(path);
        await using var stranger = rig.Elsewhere().OpenLock(path);
        var guard = await rig.Call(() => map.LockExclusive(), () => map.LockExclusiveAsync());
        using var lease = map.Lease();

        await rig.Call(map.Dispose, map.DisposeAsync);

        guard.IsHeld.ShouldBeFalse();
        stranger.TryLock(LockMode.Exclusive).ShouldNotBeNull().Dispose();
        lease.Span[0].ShouldBe((byte)1);
    }
}
