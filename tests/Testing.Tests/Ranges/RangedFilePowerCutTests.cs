using Mapwright.Inlined;

namespace Mapwright.Testing.Tests.Ranges;

/// <summary>What a flush of ranges has reported is there whenever the power is cut; what was only started need not be.</summary>
public sealed class RangedFilePowerCutTests
{
    private const int Seeds = 100;
    private const int Length = 4096;
    private const string Path = "/ranged";

    [Fact]
    public void At_every_primitive_of_a_life_the_power_may_be_cut_and_what_was_flushed_is_there()
    {
        var flushes = new int[4];
        var cuts = 0;
        for (var seed = 0; seed < 24; seed++)
        {
            for (var (cutAt, isCut) = (1, true); isCut; cutAt++)
            {
                var platform = new SimulatedPlatform((seed * 1000) + cutAt);
                var life = new RangesLife(platform, seed);
                isCut = Live(platform, life, cutAt);
                life.Check($"seed {seed}, cut at primitive {cutAt}");
                flushes = [.. flushes.Zip(life.Flushes, (sum, count) => sum + count)];
                cuts++;
            }
        }

        // Else it shows nothing.
        cuts.ShouldBeGreaterThan(1000);
        flushes.ShouldAllBe(count => count > 500);
    }

    [Fact]
    public void A_receipt_that_was_flushed_survives_every_cut() =>
        LostOf((file, receipts) => Array.ForEach(receipts, receipt => file.Flush(receipt))).ShouldBe(0);

    [Fact]
    public void Many_receipts_that_were_flushed_at_once_survive_every_cut() =>
        LostOf((file, receipts) => file.FlushMany(receipts)).ShouldBe(0);

    [Fact]
    public void A_flush_that_was_started_and_finished_survives_every_cut() =>
        LostOf((file, receipts) => Array.ForEach(Array.ConvertAll(receipts, receipt => file.StartFlush(receipt)), pending => file.Flush(pending))).ShouldBe(0);

    [Fact]
    public void A_flush_that_was_only_started_is_lost_by_some_cuts() =>
        LostOf((file, receipts) => Array.ForEach(receipts, receipt => _ = file.StartFlush(receipt))).ShouldBeGreaterThan(0);

    [Fact]
    public void A_flush_that_failed_is_lost_by_some_cuts_and_was_not_reported() =>
        LostOf((file, receipts) => Should.Throw<StorageException>(() => file.FlushMany(receipts)).Code.ShouldBe(StorageErrorCode.DeviceError), fails: true)
            .ShouldBeGreaterThan(0);

    /// <summary>After how many of the cuts what was written is not all there.</summary>
    private static int LostOf(Action<RangedFileBase, WriteReceipt[]> flush, bool fails = false)
    {
        var lost = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var platform = new SimulatedPlatform(seed);
            platform.AddFile(Path, new byte[3 * Length]);
            using (var file = new FileSystem(platform, InlineScheduler.Shared).OpenRanged(Path, 0, new RangedFileOptions { Alignment = Length }))
            {
                WriteReceipt[] receipts = [.. Enumerable.Range(1, 3).Select(value => file.Write(file.Allocate(Length), Calls.Filled(Length, (byte)value)))];
                using var fault = fails ? platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushData, Error = SimulatedError.DeviceError }) : null;
                flush(file, receipts);
                platform.PowerCut();
            }

            byte[] written = [.. Calls.Filled(Length, 1), .. Calls.Filled(Length, 2), .. Calls.Filled(Length, 3)];
            lost += platform.ReadLive(Path).AsSpan().SequenceEqual(written) ? 0 : 1;
        }

        return lost;
    }

    /// <summary>Runs until the power is cut, or to the end; then cuts it all the same. True: it was cut on the way.</summary>
    private static bool Live(SimulatedPlatform platform, RangesLife life, int cutAt)
    {
        var last = platform.CallCount + cutAt;
        platform.OnPrimitive = call =>
        {
            if (call.Number == last)
            {
                platform.PowerOff();
            }
        };
        var isCut = false;
        try
        {
            life.Run(steps: 120);
        }
        catch (StorageException) when (platform.CallCount >= last)
        {
            isCut = true;
        }

        platform.OnPrimitive = null;
        platform.PowerOff();
        platform.PowerOn();
        return isCut;
    }
}
