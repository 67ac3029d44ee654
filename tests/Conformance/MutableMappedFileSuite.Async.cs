using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>What the asynchronous form promises beyond the blocking one.</summary>
public sealed partial class MutableMappedFileSuite
{
    [Theory, AsyncEverywhere]
    public async Task Cancelling_growth_that_runs_does_not_undo_it_and_loses_nothing(Setup setup)
    {
        await CancelsInVain(setup, nameof(StoragePlatform.SetLength), new MapOptions(), 20_000);
        await CancelsInVain(setup, nameof(StoragePlatform.Map), new MapOptions(), 20_000);
    }

    [Theory, AsyncEverywhere]
    public async Task Cancelling_a_truncation_that_runs_does_not_undo_it_and_loses_nothing(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not made shorter");
        await CancelsInVain(setup, nameof(StoragePlatform.SetLength), new MapOptions(), 5000);
        await CancelsInVain(setup, nameof(StoragePlatform.Map), new MapOptions(), 5000);
    }

    [Theory, AsyncEverywhere]
    public async Task Cancelling_a_change_of_the_length_within_the_capacity_does_not_undo_it_and_loses_nothing(Setup setup)
    {
        setup.SkipOnWindows("nothing is mapped beyond the end");
        var options = new MapOptions { Capacity = 40_000 };
        await CancelsInVain(setup, nameof(StoragePlatform.SetLength), options, 20_000);
        await CancelsInVain(setup, nameof(StoragePlatform.SetLength), options, 5000);
    }

    [Theory, AsyncEverywhere]
    public async Task Cancelling_a_close_that_runs_flushes_cuts_off_and_closes_all_the_same(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not made shorter");
        foreach (var held in new[] { nameof(StoragePlatform.SetLength), nameof(StoragePlatform.Map), nameof(StoragePlatform.FlushMapping) })
        {
            await using var rig = new Rig(setup);
            var map = rig.FileSystem.OpenMutableMapped(rig.Put(new byte[10_000]));
            map.Write(0, (byte)7);

            await rig.CancelWhileHeld(held, token => map.CloseAsync(5000, token));

            map.IsClosed.ShouldBeTrue();
            rig.Platform.CallsOf(nameof(StoragePlatform.FlushMapping)).ShouldBe(1);
            rig.Content(map.Path).ShouldBe([7, .. new byte[4999]]);
        }
    }

    [Theory, AsyncEverywhere]
    public async Task Cancelling_a_close_that_runs_removes_the_file_when_asked_to(Setup setup)
    {
        setup.SkipOnWindows("a mapped file is not removed");
        foreach (var held in new[] { nameof(StoragePlatform.DeleteByIdentity), nameof(StoragePlatform.FlushDirectory) })
        {
            await using var rig = new Rig(setup);
            var map = rig.FileSystem.OpenMutableMapped(rig.Put(new byte[10_000]), new MapOptions { RemoveOnDispose = true });

            await rig.CancelWhileHeld(held, token => map.CloseAsync(5000, token));

            map.IsClosed.ShouldBeTrue();
            rig.FileSystem.Exists(map.Path).ShouldBeFalse();
            rig.Platform.CallsOf(nameof(StoragePlatform.FlushDirectory)).ShouldBe(1);
        }
    }

    [Theory, WhereBodiesHop]
    public async Task The_callers_thread_does_not_wait_for_storage(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(new byte[Large]));
        map.Write(0, (byte)7);

        await Hops(rig, nameof(StoragePlatform.FlushMapping), () => map.FlushAsync());
        await Hops(rig, nameof(StoragePlatform.FlushMapping), () => map.FlushRangeAsync(0, 1));
        await Hops(rig, nameof(StoragePlatform.ReadMapping), async () => { await map.ToArrayAsync(); });
        await Hops(rig, nameof(StoragePlatform.WriteMapping), () => map.WriteAtAsync(new byte[Large], 0));
        await Hops(rig, nameof(StoragePlatform.Populate), () => map.PrefetchAsync(0, Large));
        await Hops(rig, nameof(StoragePlatform.Map), () => map.SetLengthAsync(2 * Large));
        await Hops(rig, nameof(StoragePlatform.Map), async () => { await using var other = await rig.FileSystem.OpenMappedAsync(map.Path); });
        await Hops(rig, nameof(StoragePlatform.Retire), () => map.DisposeAsync());
    }

    /// <summary>Cancels a change of the length while a primitive of it is held: the length is the new one, and the map writes the file.</summary>
    private static async Task CancelsInVain(Setup setup, string held, MapOptions options, int length)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(10_000);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(content), options);

        await rig.CancelWhileHeld(held, token => map.SetLengthAsync(length, token));

        map.Length.ShouldBe(length);
        map.IsPoisoned.ShouldBeFalse();
        map.Write(length - 1, (byte)7);
        await map.FlushAsync();
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushMapping)).ShouldBe(1);
        Array.Resize(ref content, length);
        content[^1] = 7;
        rig.Content(map.Path).AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    /// <summary>The operation is pending, and its caller goes on, while a primitive holds a thread.</summary>
    private static async Task Hops(Rig rig, string held, Func<ValueTask> start)
    {
        using var gate = rig.Platform.Hold(held);

        var running = start();

        running.IsCompleted.ShouldBeFalse(held);
        await gate.Entered();
        gate.Open();
        await Rig.Within(running);
    }
}
