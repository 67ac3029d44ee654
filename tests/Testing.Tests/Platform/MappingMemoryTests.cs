using Mapwright.Tests.Scheduling;

namespace Mapwright.Testing.Tests;

/// <summary>What mappings take of the memory of the process, in which nothing else may run meanwhile.</summary>
[Collection(Alone.Name)]
public sealed class MappingMemoryTests
{
    private readonly SimulatedPlatform _platform = new(seed: 1);

    [Fact]
    public void Ten_thousand_small_files_are_cheap()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _platform.AddFile($"/{i}", [1]);
        }

        var before = Environment.WorkingSet;
        for (var i = 0; i < 2000; i++)
        {
            var file = _platform.OpenFile($"/{i}");
            _platform.MapFile(file, 1).Bytes()[0] = 2;
        }

        (Environment.WorkingSet - before).ShouldBeLessThan(200L << 20);
        _platform.ReadLive("/1999").ShouldBe([2]);
    }
}
