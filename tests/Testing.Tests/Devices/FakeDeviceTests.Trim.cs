namespace Mapwright.Testing.Tests.Devices;

/// <summary>A trim under a crash is a change like a write: of each sector there or not, ordered by barriers, and durable by a flush.</summary>
public partial class FakeDeviceTests
{
    [Fact]
    public void A_trim_that_was_flushed_survives_every_crash()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var fake = Filled(blocks: 3, seed);
            using (var device = Open(fake))
            {
                device.Trim(Block, Block);
                device.Flush();
                fake.Crash();
            }

            fake.ReadLive().ShouldBe([.. Blocks(9), .. Blocks(0), .. Blocks(9)]);
        }
    }

    [Fact]
    public void Of_a_trim_that_was_not_flushed_each_block_is_zero_or_as_it_was()
    {
        var found = new HashSet<(int, int)>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var fake = Filled(blocks: 2, seed);
            using (var device = Open(fake))
            {
                device.Trim(0, 2 * Block);
                fake.Crash();
            }

            var content = fake.ReadLive();
            content.ShouldBe([.. Blocks(content[0]), .. Blocks(content[Block])]);
            found.Add((content[0], content[Block]));
        }

        found.ShouldBe([(0, 0), (0, 9), (9, 0), (9, 9)], ignoreOrder: true);
    }

    [Fact]
    public void A_write_behind_a_barrier_is_there_only_if_the_trim_before_it_is()
    {
        Enumerable.Range(0, Seeds).ShouldContain(seed => SurvivesTheTrim(seed, DeviceWriteOptions.None));
        Enumerable.Range(0, Seeds).ShouldNotContain(seed => SurvivesTheTrim(seed, DeviceWriteOptions.PreBarrier));
    }

    [Fact]
    public void A_block_that_was_trimmed_and_written_anew_holds_one_of_what_it_ever_held()
    {
        var found = new HashSet<int>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var fake = Filled(blocks: 1, seed);
            using (var device = Open(fake))
            {
                device.Trim(0, Block);
                device.Write(Blocks(1), 0);
                fake.Crash();
            }

            var content = fake.ReadLive();
            content.ShouldBe(Blocks(content[0]));
            found.Add(content[0]);
        }

        found.Order().ShouldBe([0, 1, 9]);
    }

    /// <summary>Whether the write survives a crash that the trim before it does not.</summary>
    private static bool SurvivesTheTrim(int seed, DeviceWriteOptions options)
    {
        var fake = Filled(blocks: 2, seed);
        using (var device = Open(fake))
        {
            device.Trim(0, Block);
            device.Write(Blocks(1), Block, options);
            fake.Crash();
        }

        return fake.ReadLive()[0] != 0 && fake.ReadLive()[Block] == 1;
    }
}
