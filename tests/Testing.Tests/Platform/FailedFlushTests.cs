namespace Mapwright.Testing.Tests;

public sealed class FailedFlushTests
{
    private readonly SimulatedPlatform _platform = new(seed: 1);

    [Theory]
    [InlineData(SimulatedPrimitive.FlushData)]
    [InlineData(SimulatedPrimitive.FlushAll)]
    public void A_failed_flush_loses_the_data_and_the_next_one_succeeds(SimulatedPrimitive primitive)
    {
        _platform.AddFile("/a", [1]);
        var file = _platform.OpenFile("/a");
        _platform.Inject(new Fault { Primitive = primitive, Error = SimulatedError.DeviceError, SurvivalRate = 0 });
        _platform.Write(file, 0, 2);

        Flush().ShouldBe(_platform, StorageErrorCode.DeviceError);
        Flush().ShouldBe(_platform, StorageErrorCode.None);

        _platform.Read(file, 0, 1).ShouldBe([2], "cached reads show the lost byte");
        _platform.Close(file);
        file = _platform.OpenFile("/a");
        _platform.Read(file, 0, 1).ShouldBe([2], "so do those of the file opened again");
        _platform.DropCache("/a");
        _platform.Read(file, 0, 1).ShouldBe([1], "until the pages are gone");

        IoResult Flush() => primitive == SimulatedPrimitive.FlushData ? _platform.FlushData(file) : _platform.FlushAll(file);
    }

    [Fact]
    public void What_a_failed_flush_lost_is_gone_after_a_power_cut_though_a_later_flush_succeeded()
    {
        _platform.AddFile("/a", [1, .. new byte[1000]]);
        var file = _platform.OpenFile("/a");
        _platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushData, Error = SimulatedError.DeviceError, SurvivalRate = 0 });
        _platform.Write(file, 0, 2);
        _platform.FlushData(file).ShouldBe(_platform, StorageErrorCode.DeviceError);
        _platform.Write(file, 600, 3);
        _platform.Flush(file);
        _platform.PowerCut();
        var content = _platform.ReadLive("/a");
        (content[0], content[600]).ShouldBe(((byte)1, (byte)3));
    }

    [Fact]
    public void Part_of_the_data_of_a_failed_flush_may_have_reached_the_disk()
    {
        _platform.AddFile("/a", new byte[64 * 512]);
        var file = _platform.OpenFile("/a");
        _platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushData, Error = SimulatedError.DeviceError, SurvivalRate = 0.5 });
        _platform.Write(file, 0, Calls.Filled(64 * 512, 1));
        _platform.FlushData(file).IsFailure.ShouldBeTrue();
        _platform.PowerCut(0);
        _platform.ReadLive("/a").Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void A_failed_durable_write_says_so_and_loses_its_bytes()
    {
        _platform.AddFile("/a", [1, 1, 1]);
        var file = _platform.OpenFile("/a");
        _platform.Inject(new Fault
        {
            Primitive = SimulatedPrimitive.WriteDurableAt,
            Error = SimulatedError.DeviceError,
            Transferred = 2,
            SurvivalRate = 0,
        });
        var result = _platform.WriteDurableAt(file, [2, 2, 2], 0);
        result.ShouldBe(_platform, StorageErrorCode.DeviceError);
        result.Value.ShouldBe(2);
        _platform.Read(file, 0, 3).ShouldBe([2, 2, 1]);
        _platform.Flush(file);
        _platform.DropCache("/a");
        _platform.Read(file, 0, 3).ShouldBe([1, 1, 1]);
    }

    [Fact]
    public void A_failed_flush_of_a_mapping_concerns_its_interval_alone()
    {
        _platform.AddFile("/a", new byte[1024]);
        var file = _platform.OpenFile("/a");
        var mapping = _platform.MapFile(file, 1024);
        mapping.Bytes()[0] = 1;
        mapping.Bytes()[512] = 2;
        _platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushMapping, Error = SimulatedError.DeviceError, SurvivalRate = 0 });
        _platform.FlushMapping(mapping, 0, 512).ShouldBe(_platform, StorageErrorCode.DeviceError);
        _platform.Flush(file);
        _platform.PowerCut(0);
        var content = _platform.ReadLive("/a");
        (content[0], content[512]).ShouldBe(((byte)0, (byte)2));
    }

    [Fact]
    public void Writing_lost_bytes_again_and_flushing_keeps_them()
    {
        _platform.AddFile("/a", [1]);
        var file = _platform.OpenFile("/a");
        _platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushData, Error = SimulatedError.DeviceError, SurvivalRate = 0 });
        _platform.Write(file, 0, 2);
        _platform.FlushData(file).IsFailure.ShouldBeTrue();
        _platform.Write(file, 0, 2);
        _platform.Flush(file);
        _platform.DropCache("/a");
        _platform.Read(file, 0, 1).ShouldBe([2]);
        _platform.ReadDurable("/a").ShouldBe([2]);
    }

    [Fact]
    public void Dropping_lost_bytes_does_not_bring_back_what_was_cut_off_since()
    {
        _platform.AddFile("/a", Calls.Filled(1024, 1));
        var file = _platform.OpenFile("/a");
        _platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushData, Error = SimulatedError.DeviceError, SurvivalRate = 0 });
        _platform.Write(file, 0, Calls.Filled(1024, 2));
        _platform.FlushData(file).IsFailure.ShouldBeTrue();
        _platform.SetLength(file, 100);
        _platform.SetLength(file, 1024);
        _platform.DropCache("/a");
        _platform.Read(file, 0, 1024).ShouldBe([.. Calls.Filled(100, 1), .. new byte[924]]);
    }

    [Fact]
    public void A_failed_flush_of_a_directory_leaves_its_names_in_doubt()
    {
        _platform.OpenFile("/a");
        _platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushDirectory, Error = SimulatedError.DeviceError });
        _platform.FlushDirectory("/").ShouldBe(_platform, StorageErrorCode.DeviceError);
        _platform.ReadDurable("/a").ShouldBeNull();
        _platform.FlushDirectory("/").ShouldBe(_platform, StorageErrorCode.None);
        _platform.ReadDurable("/a").ShouldBe([]);
    }
}
