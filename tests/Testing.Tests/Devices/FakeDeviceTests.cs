using Mapwright.Inlined;

namespace Mapwright.Testing.Tests.Devices;

/// <summary>A device that is crashed: what is flushed or forced stays, barriers order the rest, and what is lost is the old content.</summary>
public partial class FakeDeviceTests
{
    private const int Block = 512;
    private const int Seeds = 300;

    [Fact]
    public void What_was_flushed_or_forced_survives_every_crash()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var fake = Filled(blocks: 4, seed);
            using (var device = Open(fake))
            {
                device.Write(Blocks(1), 0);
                device.Flush();
                device.Write(Blocks(2), Block, DeviceWriteOptions.ForceAccess);
                device.Write(Blocks(3), 2 * Block);
                fake.Crash();
            }

            fake.ReadLive()[..(2 * Block)].ShouldBe([.. Blocks(1), .. Blocks(2)]);
        }
    }

    [Fact]
    public void Behind_a_barrier_nothing_survives_that_came_before_it_did_not()
    {
        var survivors = new HashSet<int>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var fake = Filled(blocks: 6, seed);
            using (var device = Open(fake))
            {
                for (var i = 0; i < 6; i += 2)
                {
                    device.Write(Blocks(1), i * Block, DeviceWriteOptions.PreBarrier);
                    device.Write(Blocks(1), (i + 1) * Block);
                }

                fake.Crash();
            }

            var isThere = Enumerable.Range(0, 6).Select(i => fake.ReadLive()[i * Block] == 1).ToArray();
            for (var i = 2; i < 6; i++)
            {
                if (isThere[i])
                {
                    isThere[..(i / 2 * 2)].ShouldAllBe(there => there, $"seed {seed}: block {i} is there, and not all of the epochs before it");
                }
            }

            survivors.Add(isThere.Count(there => there));
        }

        survivors.Order().ShouldBe([0, 1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void Without_a_barrier_a_later_block_survives_without_an_earlier_one()
    {
        Enumerable.Range(0, Seeds).ShouldContain(seed => SurvivesAlone(seed, DeviceWriteOptions.None));
        Enumerable.Range(0, Seeds).ShouldNotContain(seed => SurvivesAlone(seed, DeviceWriteOptions.PreBarrier));
    }

    [Fact]
    public void A_barrier_is_no_flush()
    {
        var lost = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var fake = Filled(blocks: 2, seed);
            using (var device = Open(fake))
            {
                device.Write(Blocks(1), 0);
                device.Write(Blocks(1), Block, DeviceWriteOptions.PreBarrier);
                fake.Crash();
            }

            lost += fake.ReadLive()[0] == 1 ? 0 : 1;
        }

        lost.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_forced_write_behind_a_barrier_takes_what_came_before_along()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var fake = Filled(blocks: 2, seed);
            using (var device = Open(fake))
            {
                device.Write(Blocks(1), 0);
                device.Write(Blocks(2), Block, DeviceWriteOptions.PreBarrier | DeviceWriteOptions.ForceAccess);
                fake.Crash(survivalRate: 0);
            }

            fake.ReadLive().ShouldBe([.. Blocks(1), .. Blocks(2)]);
        }
    }

    [Fact]
    public void What_is_lost_has_an_old_content_and_never_another()
    {
        var found = new HashSet<int>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var fake = Filled(blocks: 1, seed);
            using (var device = Open(fake))
            {
                for (byte value = 1; value <= 3; value++)
                {
                    device.Write(Blocks(value), 0, DeviceWriteOptions.PreBarrier);
                }

                fake.Crash();
            }

            var content = fake.ReadLive();
            content.Distinct().Count().ShouldBe(1);
            found.Add(content[0]);
        }

        found.Order().ShouldBe([1, 2, 3, 9]);
    }

    [Fact]
    public void A_flush_that_fails_leaves_what_stood_before_a_barrier_in_doubt_too()
    {
        var contents = new HashSet<int>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var fake = Filled(blocks: 2, seed);
            using (var device = Open(fake))
            {
                device.Write(Blocks(1), 0);
                device.Write(Blocks(1), Block, DeviceWriteOptions.PreBarrier);
                fake.Platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushData, Error = SimulatedError.DeviceError });
                Should.Throw<StorageException>(device.Flush);
                device.IsPoisoned.ShouldBeTrue();
            }

            fake.Crash();
            contents.Add(fake.ReadLive()[0]);
        }

        contents.Order().ShouldBe([1, 9]);
    }

    [Fact]
    public void A_run_is_repeated_by_its_seed()
    {
        Run(seed: 5).ShouldBe(Run(seed: 5));
        Enumerable.Range(0, 20).Select(seed => Convert.ToHexString(Run(seed))).Distinct().Count().ShouldBeGreaterThan(1);

        static byte[] Run(int seed)
        {
            var fake = Filled(blocks: 16, seed);
            using (var device = Open(fake))
            {
                for (byte i = 0; i < 16; i++)
                {
                    device.Write(Blocks(i), i * Block, i % 4 == 0 ? DeviceWriteOptions.PreBarrier : DeviceWriteOptions.None);
                }

                fake.Crash();
            }

            return fake.ReadLive();
        }
    }

    [Fact]
    public void A_file_that_is_cut_off_behind_a_barrier_has_what_stood_before_it()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var platform = new SimulatedPlatform(seed);
            platform.AddFile("/file", Calls.Filled(4 * Block, 9));
            var file = platform.OpenFile("/file");
            platform.Write(file, 0, Blocks(1));
            platform.Barrier(file).ShouldBe(platform, StorageErrorCode.None);
            platform.SetLength(file, 2 * Block).ShouldBe(platform, StorageErrorCode.None);
            platform.PowerCut();

            var content = platform.ReadLive("/file");
            content[..Block].ShouldBe(Blocks(1));
            content.Length.ShouldBeOneOf(2 * Block, 4 * Block);
        }
    }

    [Fact]
    public void What_is_no_device_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new FakeDevice(0));
        Should.Throw<ArgumentOutOfRangeException>(() => new FakeDevice(1, blockSize: 1000));
        Should.Throw<ArgumentException>(() => new FakeDevice(new byte[100]));
        Should.Throw<ArgumentException>(() => new FakeDevice(ReadOnlySpan<byte>.Empty));
    }

    private static bool SurvivesAlone(int seed, DeviceWriteOptions second)
    {
        var fake = Filled(blocks: 2, seed);
        using (var device = Open(fake))
        {
            device.Write(Blocks(1), 0);
            device.Write(Blocks(1), Block, second);
            fake.Crash();
        }

        return fake.ReadLive()[0] != 1 && fake.ReadLive()[Block] == 1;
    }

    private static FakeDevice Filled(int blocks, int seed) => new(Calls.Filled(blocks * Block, 9), Block, seed);

    private static BlockDeviceBase Open(FakeDevice fake) => fake.Open(new FileSystem(fake.Platform, InlineScheduler.Shared));

    private static byte[] Blocks(byte value) => Calls.Filled(Block, value);
}
