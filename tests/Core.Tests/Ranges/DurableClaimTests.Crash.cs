using Mapwright.Testing;

namespace Mapwright.Core.Tests.Ranges;

/// <summary>Claims and what is given back, where a step fails or the power is cut.</summary>
public sealed partial class DurableClaimTests
{
    /// <summary>All steps, failed once each: nothing is given back, or it is nobody's until the file is opened again.</summary>
    [Theory]
    [InlineData(SimulatedError.DeviceError)]
    [InlineData(SimulatedError.NoSpace)]
    public void Whatever_step_of_giving_back_fails_nothing_is_handed_out_that_may_not_be(SimulatedError error)
    {
        var (failures, outcomes) = (0, new HashSet<bool>());
        for (var nth = 1; ; nth++)
        {
            var platform = new SimulatedPlatform(seed: nth);
            var files = FilesOf(platform);
            Leave(16, files);
            using var file = files.OpenRanged(Path, 0, s_durable);
            _ = file.Claim(0, Unit);
            using (var fault = platform.Inject(new Fault { Error = error, Nth = nth }))
            {
                try
                {
                    file.ReleaseUnclaimed();
                }
                catch (StorageException)
                {
                    failures++;
                }

                if (fault.Hits == 0)
                {
                    failures.ShouldBeGreaterThan(5);
                    outcomes.ShouldBe([true, false], ignoreOrder: true);
                    return;
                }
            }

            if (file.Remaining == 0)
            {
                file.TryAllocate(Unit, out _).ShouldBeFalse();
                outcomes.Add(TryReleaseUnclaimed(file));
            }

            if (file.Remaining > 0)
            {
                Drain(file).ShouldBe(Enumerable.Range(1, 15).Select(unit => (long)unit), $"step {nth}");
            }
        }

        static bool TryReleaseUnclaimed(RangedFileBase file)
        {
            try
            {
                return file.ReleaseUnclaimed() == 15 * Unit;
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.Poisoned)
            {
                return false;
            }
        }
    }

    /// <summary>The power is cut at the n-th primitive, for each n that there is, and something of what was not flushed survives.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_power_cut_makes_what_is_in_use_be_handed_out_and_all_else_can_be(int seed)
    {
        var cuts = 0;
        for (var n = 1; TryCutAt(n, seed); n++)
        {
            cuts++;
        }

        cuts.ShouldBeGreaterThan(80);
    }

    private static bool TryCutAt(int n, int seed)
    {
        var platform = new SimulatedPlatform(seed);
        var files = FilesOf(platform);
        var used = new HashSet<long>();
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
            file = files.CreateRanged(Path, Length, s_durable);
            Use(file, used, []);
            for (var opening = 0; opening < 3; opening++)
            {
                file.Dispose();
                file = files.OpenRanged(Path, 0, s_durable);
                Use(file, used, Reclaim(file, used));
            }

            file.Dispose();
        }
        catch (Exception exception) when (exception is StorageException or FileNotFoundException)
        {
            // The cut ended it. A cut at the last steps, where nothing is left to do, does not.
        }

        platform.OnPrimitive = null;
        Close(file);
        if (used.Count > 0)
        {
            // Otherwise nothing was handed out, and the file may not exist.
            using var again = files.OpenRanged(Path, 0, s_durable);
            Reclaim(again, used);
            Drain(again).Concat(used.Select(offset => offset / Unit)).Order().ShouldBe(Enumerable.Range(0, 16).Select(unit => (long)unit), $"cut {n}, seed {seed}");
        }

        return calls >= n;
    }

    private static Queue<WriteReceipt> Reclaim(RangedFileBase file, HashSet<long> used)
    {
        var claimed = new Queue<WriteReceipt>(used.Order().Select(offset => file.Claim(offset, Unit)));
        file.ReleaseUnclaimed();
        return claimed;
    }

    /// <summary>Takes ranges, of which every other one is in use, and gives back some that were.</summary>
    private static void Use(RangedFileBase file, HashSet<long> used, Queue<WriteReceipt> claimed)
    {
        for (var i = 0; i < 8; i++)
        {
            if (file.TryAllocate(Unit, out var range) && i % 2 == 0)
            {
                used.Add(range.Offset).ShouldBeTrue();
            }

            if (i % 3 == 0 && claimed.TryDequeue(out var receipt))
            {
                // Once its record may be durable, nobody owns it.
                used.Remove(receipt.Offset);
                file.Release(receipt);
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
