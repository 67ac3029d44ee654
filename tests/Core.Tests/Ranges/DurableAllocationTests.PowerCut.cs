using Mapwright.Core.Tests.Fakes;
using Mapwright.Testing;

namespace Mapwright.Core.Tests.Ranges;

/// <summary>The power is cut anywhere between creating a file and closing it for the second time.</summary>
public sealed partial class DurableAllocationTests
{
    /// <summary>The power is cut at the n-th primitive, for each n that there is, and something of what was not flushed survives.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_power_cut_makes_a_range_be_handed_out_twice(int seed)
    {
        var cuts = 0;
        for (var n = 1; TryCutAt(n, seed); n++)
        {
            cuts++;
        }

        cuts.ShouldBeGreaterThan(50);
    }

    private static bool TryCutAt(int n, int seed)
    {
        var platform = new SimulatedPlatform(seed);
        var files = new TestFileSystem(platform, new ManualScheduler());
        var owned = new HashSet<long>();
        RangedFileBase? file = null;
        var calls = 0;
        platform.OnPrimitive = _ =>
        {
            if (++calls == n)
            {
                platform.PowerCut();
            }
        };
        try
        {
            file = files.CreateRanged(Path, 12 * Unit, s_durable);
            Use(file, owned);
            file.Dispose();
            file = files.OpenRanged(Path, 0, s_durable);
            Use(file, owned);
            file.Dispose();
        }
        catch (Exception exception) when (exception is StorageException or FileNotFoundException)
        {
            // The cut ended it. A cut at the last steps, where nothing is left to do, does not.
        }

        platform.OnPrimitive = null;
        Close(file);
        if (owned.Count == 0)
        {
            // Nothing was handed out: the file may not exist.
            return calls >= n;
        }

        using var again = files.OpenRanged(Path, 0, s_durable);
        while (again.TryAllocate(Unit, out var range))
        {
            owned.ShouldNotContain(range.Offset, $"power cut at primitive {n}, seed {seed}");
        }

        return calls >= n;
    }

    private static void Use(RangedFileBase file, HashSet<long> owned)
    {
        var ranges = new Queue<AllocatedRange>();
        for (var i = 0; i < 4; i++)
        {
            Take();
        }

        for (var i = 0; i < 6; i++)
        {
            var range = ranges.Dequeue();

            // Once its record may be durable, nobody owns it.
            owned.Remove(range.Offset);
            file.Release(range);
            Take();
        }

        void Take()
        {
            if (file.TryAllocate(Unit, out var range))
            {
                owned.Add(range.Offset).ShouldBeTrue();
                ranges.Enqueue(range);
            }
        }
    }

    private static void Close(RangedFileBase? file)
    {
        try
        {
            file?.Dispose();
        }
        catch (StorageException)
        {
            // The power was cut under it.
        }
    }
}
