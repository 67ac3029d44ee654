using KeyValueStore.Storage;
using Mapwright.Testing;

namespace Mapwright.Samples.Tests.KeyValueStore;

/// <summary>The store on a simulated disk whose power goes off.</summary>
public sealed class StorePowerCutTests
{
    [Fact]
    public async Task At_every_primitive_of_a_life_the_power_may_go_off()
    {
        var cuts = 0;
        for (var seed = 0; seed < 12; seed++)
        {
            var isCut = true;
            for (var cutAt = 1; isCut; cutAt++)
            {
                var platform = new SimulatedPlatform((seed * 10_000) + cutAt);
                var life = new StoreLife(platform, seed);
                isCut = await LiveAsync(platform, life, cutAt, seed);
                cuts += isCut ? 1 : 0;
                await LiveAsync(platform, life, int.MaxValue, seed);
            }
        }

        // Else it shows nothing.
        cuts.ShouldBeGreaterThan(1_000);
    }

    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    public async Task One_cut_after_the_other_loses_nothing_that_was_acknowledged(int sectorSize)
    {
        var checkpoints = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var platform = new SimulatedPlatform(new SimulatedPlatformOptions { Seed = seed, SectorSize = sectorSize });
            var random = new Random(seed);
            var life = new StoreLife(platform, seed);
            for (var start = 0; start < 10; start++)
            {
                await LiveAsync(platform, life, random.Next(1, 300), seed);
            }

            checkpoints += life.Checkpoints;
        }

        checkpoints.ShouldBeGreaterThan(100);
    }

    /// <remarks>What failed is told, or is a checkpoint that came due and is made up for later; then the machine is started anew.</remarks>
    [Theory]
    [InlineData(SimulatedError.DeviceError)]
    [InlineData(SimulatedError.NoSpace)]
    public async Task Whatever_primitive_fails_nothing_that_was_acknowledged_is_lost(SimulatedError error)
    {
        var (told, borne) = (0L, 0L);
        for (var seed = 0; seed < 4; seed++)
        {
            var hits = 1L;
            for (var nth = 1; hits == 1; nth++)
            {
                var platform = new SimulatedPlatform((seed * 10_000) + nth);
                var life = new StoreLife(platform, seed);
                await LiveAsync(platform, life, int.MaxValue, seed);
                using var fault = platform.Inject(new Fault { Error = error, Nth = nth });
                try
                {
                    await life.RunAsync(steps: 30);
                    borne += fault.Hits;
                }
                catch (Exception exception) when (exception is IOException and not StoreException && fault.Hits == 1)
                {
                    told++;
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"Seed {seed}, call {nth}: {exception.Message}", exception);
                }

                hits = fault.Hits;
                fault.Dispose();
                platform.PowerCut();
                await LiveAsync(platform, life, int.MaxValue, seed);
            }
        }

        told.ShouldBeGreaterThan(100);
        borne.ShouldBeGreaterThan(0);
    }

    /// <summary>Runs until the power goes off, or to the end; then cuts it all the same. True: it went off on the way.</summary>
    private static async Task<bool> LiveAsync(SimulatedPlatform platform, StoreLife life, int cutAt, int seed)
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
            await life.RunAsync(steps: 30);
        }
        catch (IOException exception) when (exception is not StoreException && platform.CallCount >= last)
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
