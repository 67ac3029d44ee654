using Mapwright.Inlined;

namespace Mapwright.Testing.Tests;

/// <summary>The storage API on a simulated platform.</summary>
public sealed class SurfaceTests
{
    private readonly SimulatedPlatform _platform = new(seed: 1);

    private FileSystem Files => new(_platform, InlineScheduler.Shared);

    [Fact]
    public void A_mapped_file_leaves_nothing_open()
    {
        using (var map = Files.CreateMutableMapped("/a", 10_000))
        {
            map.WriteLittleEndian(5000, 42);
            map.SetLength(20_000);
            map.SetLength(6000);
            map.Flush();
        }

        (_platform.OpenFiles, _platform.OpenMappings).ShouldBe((0, 0));
        using var reader = Files.OpenMapped("/a");
        reader.ReadLittleEndian<int>(5000).ShouldBe(42);
        reader.Length.ShouldBe(6000);
    }

    [Fact]
    public void Abandoned_maps_are_collected_without_harm()
    {
        _platform.AddFile("/a", new byte[100]);
        for (var round = 0; round < 20; round++)
        {
            Abandon();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        _platform.OpenMappings.ShouldBe(0);
        _platform.RetiredMappings.ShouldBe(0);
        _platform.ReadLive("/a")[7].ShouldBe((byte)9);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        void Abandon()
        {
            for (var i = 0; i < 10; i++)
            {
                // A platform of its own, so that platform, file, map and pages go in one collection, in any order.
                var platform = new SimulatedPlatform();
                platform.AddFile("/b", new byte[100]);
                new FileSystem(platform, InlineScheduler.Shared).OpenMutableMapped("/b").Write<byte>(3, 1);
                Files.OpenMutableMapped("/a").Write<byte>(7, 9);
            }
        }
    }

    [Fact]
    public void A_failed_flush_poisons_the_file_until_the_power_was_cut()
    {
        _platform.AddFile("/a", [1]);
        _platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushData, Error = SimulatedError.DeviceError, SurvivalRate = 0 });
        using (var file = Files.OpenWrite("/a"))
        {
            file.WriteAt([2], 0);
            Should.Throw<StorageException>(file.FlushData).Message.ShouldContain("EIO (simulated): input/output error");
            file.IsPoisoned.ShouldBeTrue();
        }

        _platform.PowerCut();
        using var again = Files.OpenWrite("/a");
        again.IsPoisoned.ShouldBeFalse();
        again.WriteAt([3], 0);
        again.FlushData();
        _platform.ReadDurable("/a").ShouldBe([3]);
    }

    [Fact]
    public void Every_failure_of_a_primitive_is_reported_and_leaks_nothing()
    {
        var failures = 0;
        for (var nth = 1; ; nth++)
        {
            var platform = new SimulatedPlatform(nth);
            platform.AddFile("/a", new byte[4096]);
            var fault = platform.Inject(new Fault { Nth = nth, Error = SimulatedError.DeviceError });
            try
            {
                Job(new FileSystem(platform, InlineScheduler.Shared));
            }
            catch (StorageException)
            {
                failures++;
            }

            (platform.OpenFiles, platform.HeldLocks).ShouldBe((0, 0), $"call {nth}");
            if (fault.Hits == 0)
            {
                failures.ShouldBe(nth - 1);
                break;
            }
        }

        failures.ShouldBeGreaterThan(5);

        static void Job(FileSystem files)
        {
            using var file = files.OpenWrite("/a");
            using var guard = file.LockExclusive();
            file.WriteAt(new byte[100], 0);
            file.SetLength(200);
            file.FlushAll();
        }
    }
}
