namespace Mapwright.Testing.Tests;

public sealed class PowerTests
{
    private readonly SimulatedPlatform _platform = new(seed: 1);

    [Fact]
    public void Handles_from_before_a_power_cut_let_go_and_do_nothing_else()
    {
        _platform.AddFile("/a", [1]);
        var file = _platform.OpenFile("/a");
        _platform.PowerCut();
        _platform.ReadAt(file, new byte[1], 0).ShouldBe(_platform, StorageErrorCode.DeviceError);
        _platform.WriteAt(file, [2], 0).ShouldBe(_platform, StorageErrorCode.DeviceError);
        _platform.FlushData(file).ShouldBe(_platform, StorageErrorCode.DeviceError);
        _platform.TryLock(file, LockMode.Shared).ShouldBe(_platform, StorageErrorCode.DeviceError);
        _platform.Unlock(file).ShouldBe(_platform, StorageErrorCode.None);
        _platform.Close(file).ShouldBe(_platform, StorageErrorCode.None);
        _platform.Read(_platform.OpenFile("/a"), 0, 1).ShouldBe([1]);
    }

    [Fact]
    public void A_power_cut_leaves_nothing_open()
    {
        var file = _platform.OpenFile("/a");
        _platform.MapFile(file, 10);
        _platform.TryLock(file, LockMode.Shared);
        _platform.PowerCut();
        (_platform.OpenFiles, _platform.OpenMappings, _platform.HeldLocks).ShouldBe((0, 0, 0));
        _platform.Close(file);
        _platform.OpenFiles.ShouldBe(0);
    }

    [Fact]
    public void While_the_power_is_off_everything_fails_and_nothing_changes()
    {
        _platform.AddFile("/a", [1]);
        _platform.PowerOff();
        _platform.Delete("/a").ShouldBe(_platform, StorageErrorCode.DeviceError);
        _platform.Open("/a", default, out _).ShouldBe(_platform, StorageErrorCode.DeviceError);
        _platform.PowerOn();
        _platform.Paths.ShouldBe(["/a"]);
    }

    [Fact]
    public void A_call_at_which_the_power_is_cut_fails_without_an_effect()
    {
        _platform.AddFile("/a", [1]);
        _platform.OnPrimitive = call =>
        {
            if (call.Primitive == SimulatedPrimitive.Delete)
            {
                _platform.PowerCut();
            }
        };
        _platform.Delete("/a").ShouldBe(_platform, StorageErrorCode.DeviceError);
        _platform.OnPrimitive = null;
        _platform.PowerCut();
        _platform.Paths.ShouldBe(["/a"]);
    }

    [Fact]
    public void After_a_reboot_a_file_is_read_from_the_disk_and_known_as_another()
    {
        _platform.AddFile("/a", [1]);
        _platform.GetMetadata("/a", followLinks: true, out var before);
        _platform.PowerCut();
        _platform.GetMetadata("/a", followLinks: true, out var after);
        after.Identity.ShouldNotBe(before.Identity);
        after.Identity.FileId.ShouldBe(before.Identity.FileId);
        _platform.TryReadAt(_platform.OpenFile("/a"), new byte[1], 0).ShouldBe(_platform, StorageErrorCode.WouldBlock);
    }

    [Fact]
    public void Cutting_the_power_at_every_call_finds_each_state_in_between()
    {
        // Two blocks written in order with a flush between: the second without the first must never be seen.
        var states = new HashSet<(int, int)>();
        for (var seed = 0; seed < 20; seed++)
        {
            for (var at = 1L; ; at++)
            {
                var platform = new SimulatedPlatform(seed);
                platform.AddFile("/a", new byte[1024]);
                platform.OnPrimitive = call =>
                {
                    if (call.Number == at)
                    {
                        platform.PowerOff();
                    }
                };
                var completed = platform.Open("/a", new OpenRequest(FileRights.ReadWrite, default, default), out var file) is { IsFailure: false }
                    && !platform.WriteAt(file!, [1], 0).IsFailure
                    && !platform.FlushData(file!).IsFailure
                    && !platform.WriteAt(file!, [1], 512).IsFailure
                    && !platform.FlushData(file!).IsFailure;
                platform.OnPrimitive = null;
                platform.PowerOn();
                var content = platform.ReadLive("/a");
                states.Add((content[0], content[512]));
                if (completed)
                {
                    break;
                }
            }
        }

        states.ShouldBe([(0, 0), (1, 0), (1, 1)], ignoreOrder: true);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void A_rate_is_a_probability(double rate) =>
        Should.Throw<ArgumentOutOfRangeException>(() => _platform.PowerCut(rate));
}
