namespace Mapwright.Testing.Tests.Journals;

public sealed class JournalPowerCutTests
{
    private static readonly JournalOptions s_small = new() { SegmentSize = 16 << 10, BufferSize = 8 << 10 };

    /// <remarks>
    /// One life of many starts; the power goes off at a random primitive of each, and what was not flushed survives in any part. So a start meets what several
    /// cuts before it left.
    /// </remarks>
    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    public void Whenever_the_power_goes_off_what_was_acknowledged_is_there_and_nothing_torn(int sectorSize)
    {
        var (cuts, opened) = (0, 0);
        for (var seed = 0; seed < 96; seed++)
        {
            var platform = new SimulatedPlatform(new SimulatedPlatformOptions { Seed = seed, SectorSize = sectorSize });
            var random = new Random(seed);
            var life = new JournalLife(platform, seed, OptionsOf(seed));
            for (var start = 0; start < 12; start++)
            {
                Live(platform, life, cutAt: random.Next(1, 90), seed);
            }

            cuts += life.Cuts;
            opened += life.Opened;
        }

        // Else it shows nothing.
        cuts.ShouldBeGreaterThan(100);
        opened.ShouldBeGreaterThan(700);
    }

    [Fact]
    public void At_every_primitive_of_a_life_the_power_may_go_off()
    {
        for (var seed = 0; seed < 16; seed++)
        {
            var isCut = true;
            for (var cutAt = 1; isCut; cutAt++)
            {
                var platform = new SimulatedPlatform(new SimulatedPlatformOptions { Seed = (seed * 1000) + cutAt });
                var life = new JournalLife(platform, seed, OptionsOf(seed));
                isCut = Live(platform, life, cutAt, seed);
                Live(platform, life, int.MaxValue, seed);
                Live(platform, life, int.MaxValue, seed);
            }
        }
    }

    /// <summary>All options that change what is written; of those that are bits, all combinations.</summary>
    private static JournalOptions OptionsOf(int seed) => s_small with
    {
        PadCommits = (seed & 1) != 0,
        PrewriteSegments = (seed & 2) != 0,
        SpareSegments = seed & 4,
        Durability = (seed & 8) != 0 ? Durability.Full : Durability.Data,
        Caching = seed % 3 == 0 ? Caching.Direct : Caching.Buffered,
    };

    /// <summary>Runs until the power goes off, or to the end; then cuts it all the same. True: it went off on the way.</summary>
    private static bool Live(SimulatedPlatform platform, JournalLife life, int cutAt, int seed)
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
            life.Run(steps: 25);
        }
        catch (Exception exception) when (exception is IOException && platform.CallCount >= last)
        {
            isCut = true;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Seed {seed}, cut at {cutAt}: {exception.Message}", exception);
        }

        platform.OnPrimitive = null;
        platform.PowerOff();
        platform.PowerOn();
        return isCut;
    }
}
