namespace Mapwright.Testing.Tests;

public sealed class DurabilityTests
{
    private readonly SimulatedPlatform _platform = new(seed: 1);

    [Fact]
    public void Flushed_data_survives_a_power_cut_and_unflushed_data_may_be_lost()
    {
        _platform.AddFile("/a", [1, 1]);
        var file = _platform.OpenFile("/a");
        _platform.Write(file, 0, 2, 2);
        _platform.Flush(file);
        _platform.Write(file, 0, 3, 3);
        _platform.ReadLive("/a").ShouldBe([3, 3]);
        _platform.ReadDurable("/a").ShouldBe([2, 2]);
        _platform.PowerCut(survivalRate: 0);
        _platform.ReadLive("/a").ShouldBe([2, 2]);
    }

    [Fact]
    public void Unflushed_data_may_survive_whole()
    {
        _platform.AddFile("/a", [1, 1]);
        var file = _platform.OpenFile("/a");
        _platform.Write(file, 0, Calls.Filled(9000, 3));
        _platform.PowerCut(survivalRate: 1);
        _platform.ReadLive("/a").ShouldBe(Calls.Filled(9000, 3));
    }

    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    public void A_write_tears_at_sectors_and_nowhere_else(int sectorSize)
    {
        var torn = 0;
        for (var seed = 0; seed < 50; seed++)
        {
            var platform = new SimulatedPlatform(new SimulatedPlatformOptions { Seed = seed, SectorSize = sectorSize });
            platform.AddFile("/a", Calls.Filled(8 * 4096, 1));
            platform.Write(platform.OpenFile("/a"), 0, Calls.Filled(8 * 4096, 2));
            platform.PowerCut(0.5);
            var sectors = platform.ReadLive("/a").Chunk(sectorSize).ToList();
            sectors.ShouldAllBe(sector => sector.Distinct().Count() == 1);
            torn += sectors.Select(sector => sector[0]).Distinct().Count() == 2 ? 1 : 0;
        }

        torn.ShouldBeGreaterThan(40);
    }

    [Fact]
    public void Later_writes_survive_without_earlier_ones_and_the_other_way_round()
    {
        var outcomes = Outcomes(100, platform =>
        {
            platform.AddFile("/a", new byte[1024]);
            var file = platform.OpenFile("/a");
            platform.Write(file, 0, 1);
            platform.Write(file, 512, 2);
            platform.PowerCut();
            var content = platform.ReadLive("/a");
            return ((int)content[0], (int)content[512]);
        });

        outcomes.ShouldBe([(0, 0), (0, 2), (1, 0), (1, 2)], ignoreOrder: true);
    }

    [Fact]
    public void A_sector_survives_with_any_content_it_had_since_it_was_durable()
    {
        var outcomes = Outcomes(200, platform =>
        {
            platform.AddFile("/a", [9]);
            var file = platform.OpenFile("/a");
            platform.Write(file, 0, 1);
            platform.Write(file, 0, 2);
            platform.Write(file, 0, 3);
            platform.PowerCut();
            return (int)platform.ReadLive("/a")[0];
        });

        outcomes.ShouldBe([9, 1, 2, 3], ignoreOrder: true);
    }

    [Fact]
    public void The_length_survives_independently_of_the_data()
    {
        var outcomes = Outcomes(200, platform =>
        {
            platform.AddFile("/a", Calls.Filled(512, 1));
            platform.Write(platform.OpenFile("/a"), 512, Calls.Filled(512, 2));
            platform.PowerCut(0.5);
            var content = platform.ReadLive("/a");
            return (content.Length, content.Length > 512 ? content[512] : -1);
        });

        outcomes.ShouldBe([(512, -1), (1024, 0), (1024, 2)], ignoreOrder: true);
    }

    [Fact]
    public void A_truncation_survives_with_all_that_it_cut_off()
    {
        var outcomes = Outcomes(300, platform =>
        {
            platform.AddFile("/a", Calls.Filled(1024, 1));
            var file = platform.OpenFile("/a");
            platform.SetLength(file, 512);
            platform.Write(file, 512, Calls.Filled(300, 2));
            platform.PowerCut(0.5);
            var content = platform.ReadLive("/a");
            return (content.Length, content.Length > 512 ? content[512] : -1);
        });

        outcomes.ShouldBe([(1024, 1), (512, -1), (812, 0), (812, 2)], ignoreOrder: true);
    }

    [Fact]
    public void A_truncation_inside_a_sector_survives_with_what_it_cut_off()
    {
        var outcomes = Outcomes(300, platform =>
        {
            platform.AddFile("/a", Calls.Filled(512, 1));
            var file = platform.OpenFile("/a");
            platform.Write(file, 0, Calls.Filled(512, 2));
            platform.SetLength(file, 100);
            platform.SetLength(file, 400);
            platform.PowerCut(0.5);
            var content = platform.ReadLive("/a");
            return (content.Length, (int)content[0], content.Length > 200 ? content[200] : -1);
        });

        outcomes.Where(outcome => outcome.Item1 == 400).ShouldBe([(400, 1, 0), (400, 2, 0)], ignoreOrder: true);
        outcomes.ShouldContain((512, 2, 2));
        outcomes.ShouldContain((512, 1, 1));
    }

    [Fact]
    public void What_a_truncation_left_of_an_unflushed_write_may_survive()
    {
        _platform.AddFile("/a", Calls.Filled(512, 1));
        var file = _platform.OpenFile("/a");
        _platform.Write(file, 0, Calls.Filled(512, 2));
        _platform.SetLength(file, 100);
        _platform.PowerCut(survivalRate: 1);
        _platform.ReadLive("/a").ShouldBe(Calls.Filled(100, 2));
    }

    [Fact]
    public void Cut_off_bytes_do_not_come_back_after_the_length_became_durable()
    {
        var outcomes = Outcomes(300, platform =>
        {
            platform.AddFile("/a", new byte[1024]);
            var file = platform.OpenFile("/a");
            platform.Write(file, 512, Calls.Filled(512, 1));
            platform.SetLength(file, 600);
            platform.SetLength(file, 512);
            platform.Write(file, 512, Calls.Filled(100, 2));
            platform.WriteDurableAt(file, [3], 2000);
            platform.PowerCut(0.5);
            return (int)platform.ReadLive("/a")[512];
        });

        outcomes.ShouldBe([0, 2], ignoreOrder: true);
    }

    [Fact]
    public void A_failed_flush_does_not_write_what_the_length_on_the_disk_has_no_place_for()
    {
        var outcomes = Outcomes(300, platform =>
        {
            platform.AddFile("/a", Calls.Filled(1024, 1));
            var file = platform.OpenFile("/a");
            platform.SetLength(file, 512);
            platform.Write(file, 512, Calls.Filled(300, 2));
            platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushData, Error = SimulatedError.DeviceError, SurvivalRate = 0.5 });
            platform.FlushData(file).IsFailure.ShouldBeTrue();
            platform.PowerCut(0);
            var content = platform.ReadLive("/a");
            return (content.Length, (int)content[512]);
        });

        outcomes.ShouldBe([(1024, 1), (812, 0), (812, 2)], ignoreOrder: true);
    }

    [Fact]
    public void A_flushed_truncation_stays_cut_off()
    {
        _platform.AddFile("/a", Calls.Filled(4096, 1));
        var file = _platform.OpenFile("/a");
        _platform.SetLength(file, 100);
        _platform.SetLength(file, 4096);
        _platform.Flush(file);
        _platform.PowerCut();
        _platform.ReadLive("/a").ShouldBe([.. Calls.Filled(100, 1), .. new byte[3996]]);
    }

    [Fact]
    public void A_durable_write_keeps_its_own_bytes_and_no_others()
    {
        var outcomes = Outcomes(100, platform =>
        {
            platform.AddFile("/a", new byte[1024]);
            var file = platform.OpenFile("/a");
            platform.Write(file, 0, 1);
            platform.WriteDurableAt(file, [2], 1).ShouldBe(platform, StorageErrorCode.None);
            platform.Write(file, 600, 3);
            platform.PowerCut();
            var content = platform.ReadLive("/a");
            content[1].ShouldBe((byte)2);
            return ((int)content[0], (int)content[600]);
        });

        outcomes.ShouldBe([(0, 0), (0, 3), (1, 0), (1, 3)], ignoreOrder: true);
    }

    [Fact]
    public void A_durable_write_beyond_the_end_keeps_the_length_too()
    {
        _platform.AddFile("/a", []);
        _platform.WriteDurableAt(_platform.OpenFile("/a"), [1, 2, 3], 700).ShouldBe(_platform, StorageErrorCode.None);
        _platform.PowerCut(0);
        _platform.ReadLive("/a").ShouldBe([.. new byte[700], 1, 2, 3]);
    }

    [Fact]
    public void A_hint_to_start_writing_back_promises_nothing()
    {
        _platform.AddFile("/a", [1]);
        var file = _platform.OpenFile("/a");
        _platform.Write(file, 0, 2);
        _platform.StartFlush(file, 0, 1).ShouldBe(_platform, StorageErrorCode.None);
        _platform.PowerCut(0);
        _platform.ReadLive("/a").ShouldBe([1]);
    }

    [Fact]
    public void The_same_seed_gives_the_same_survivors()
    {
        static byte[] Run(int seed)
        {
            var platform = new SimulatedPlatform(seed);
            platform.AddFile("/a", new byte[64 * 512]);
            platform.Write(platform.OpenFile("/a"), 0, Calls.Filled(64 * 512, 1));
            platform.PowerCut(0.5);
            return platform.ReadLive("/a");
        }

        Run(5).ShouldBe(Run(5));
        Run(5).ShouldNotBe(Run(6));
    }

    private static HashSet<T> Outcomes<T>(int seeds, Func<SimulatedPlatform, T> run) =>
        [.. Enumerable.Range(0, seeds).Select(seed => run(new SimulatedPlatform(seed)))];
}
