using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Words that parties wait for.</summary>
public sealed partial class MappedFileSuite
{
    [Theory, Everywhere]
    public async Task A_word_is_waited_for_until_it_changes(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.CreateMutableMapped(rig.PathOf("words"), 100);
        await using var other = rig.FileSystem.OpenMutableMapped(map.Path);

        var one = rig.Start(() => map.Wait(8, 0), () => map.WaitAsync(8, 0));
        var two = rig.Start(() => map.Wait(12, 0, Rig.Deadline), () => map.WaitAsync(12, 0, Rig.Deadline));
        other.VolatileWrite(12, 5);
        other.Wake(12);
        other.Add(8, 4);
        other.Wake(8);

        (await one).ShouldBe(4);
        (await two).ShouldBe(5);
        (await rig.Call(() => map.Wait(8, 1), () => map.WaitAsync(8, 1))).ShouldBe(4);
    }

    [Theory, Everywhere]
    public async Task A_wait_ends_with_the_token_the_time_or_the_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        var map = rig.FileSystem.CreateMutableMapped(rig.PathOf("words"), 100);
        using var source = new CancellationTokenSource();

        var cancelled = rig.Start(() => map.Wait(0, 0, source.Token), () => map.WaitAsync(0, 0, source.Token));
        source.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);
        await rig.Fails<TimeoutException, int>(() => map.Wait(0, 0, TimeSpan.Zero), () => map.WaitAsync(0, 0, TimeSpan.Zero));
        var closed = rig.Start(() => map.Wait(0, 0), () => map.WaitAsync(0, 0));
        await map.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => closed);
    }

    [Theory, Everywhere]
    public async Task What_cannot_be_waited_for_is_refused(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var map = rig.FileSystem.OpenMapped(rig.Put(new byte[100]), new MapOptions { Offset = 1 });

        await rig.Fails<ArgumentException, int>(() => map.Wait(4, 0), () => map.WaitAsync(4, 0));
        await rig.Fails<ArgumentOutOfRangeException, int>(() => map.Wait(99, 0), () => map.WaitAsync(99, 0));
        rig.Refuses<ArgumentOutOfRangeException>(() => map.Wait(-1, 0), () => map.WaitAsync(-1, 0)).ParamName.ShouldBe("offset");
        rig.Refuses<ArgumentOutOfRangeException>(() => map.Wait(3, 0, TimeSpan.FromTicks(-2)), () => map.WaitAsync(3, 0, TimeSpan.FromTicks(-2)))
            .ParamName.ShouldBe("timeout");
    }
}
