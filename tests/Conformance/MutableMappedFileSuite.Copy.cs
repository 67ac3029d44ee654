using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Copies of streams into a mapping, and zeros.</summary>
public sealed partial class MutableMappedFileSuite
{
    [Theory, Everywhere]
    public async Task An_interval_is_zeroed(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(10_000);
        await using var map = rig.FileSystem.OpenMutableMapped(rig.Put(content));

        await rig.Call(() => map.ZeroRange(1, 8000), () => map.ZeroRangeAsync(1, 8000));
        await rig.Call(() => map.ZeroRange(10_000, 0), () => map.ZeroRangeAsync(10_000, 0));

        rig.Refuses<ArgumentOutOfRangeException>(() => map.ZeroRange(-1, 1), () => map.ZeroRangeAsync(-1, 1)).ParamName.ShouldBe("offset");
        rig.Refuses<ArgumentOutOfRangeException>(() => map.ZeroRange(1, -1), () => map.ZeroRangeAsync(1, -1)).ParamName.ShouldBe("length");
        await rig.Fails<ArgumentOutOfRangeException>(() => map.ZeroRange(9_999, 2), () => map.ZeroRangeAsync(9_999, 2));
        content.AsSpan(1, 8000).Clear();
        rig.Content(map.Path).ShouldBe(content);
    }

    [Theory, AsyncEverywhere]
    public async Task A_stream_is_copied_in_through_the_adapter(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(300_000);
        await using var map = rig.FileSystem.CreateMutableMapped(rig.PathOf("new"), 300_010);
        using var source = new MemoryStream(content);

        (await Rig.Within(map.CopyFromAsync(source, 10, 300_000))).ShouldBe(300_000);
        await map.AsStream().WriteAsync(new byte[] { 1, 2 });

        rig.Content(map.Path).AsSpan(10).SequenceEqual(content).ShouldBeTrue();
        map.ToArray(0, 3).ShouldBe([1, 2, 0]);
    }
}
