namespace Mapwright.Testing.Tests;

public sealed class CapacityTests
{
    private readonly SimulatedPlatform _platform = new(new SimulatedPlatformOptions { Capacity = 4 * 4096 });

    [Fact]
    public void A_write_that_does_not_fit_writes_what_fits()
    {
        var file = _platform.OpenFile("/a");
        var result = _platform.WriteAt(file, Calls.Filled(5 * 4096, 1), 100);
        result.ShouldBe(_platform, StorageErrorCode.NoSpace);
        result.Value.ShouldBe((4 * 4096) - 100);
        _platform.LengthOf(file).ShouldBe(4 * 4096);
        _platform.WriteAt(file, [2], 0).ShouldBe(_platform, StorageErrorCode.None);
    }

    [Fact]
    public void A_hole_takes_no_space_until_it_is_written()
    {
        var file = _platform.OpenFile("/a");
        _platform.SetLength(file, 1 << 20).ShouldBe(_platform, StorageErrorCode.None);
        _platform.UsedBytes.ShouldBe(0);
        _platform.Write(file, 500_000, 1);
        _platform.UsedBytes.ShouldBe(4096);
    }

    [Fact]
    public void Allocation_takes_all_or_nothing_and_then_writing_cannot_fail()
    {
        var file = _platform.OpenFile("/a");
        _platform.Allocate(file, 0, 5 * 4096).ShouldBe(_platform, StorageErrorCode.NoSpace);
        _platform.UsedBytes.ShouldBe(0);
        _platform.Allocate(file, 4096, 3 * 4096).ShouldBe(_platform, StorageErrorCode.None);
        _platform.LengthOf(file).ShouldBe(0);
        _platform.Write(_platform.OpenFile("/b"), 0, 1);
        _platform.WriteAt(_platform.OpenFile("/c"), [1], 0).ShouldBe(_platform, StorageErrorCode.NoSpace);
        _platform.Write(file, 4096, Calls.Filled(3 * 4096, 1));
    }

    [Fact]
    public void Truncation_and_deletion_give_space_back()
    {
        _platform.AddFile("/a", new byte[4 * 4096]);
        var file = _platform.OpenFile("/a");
        _platform.SetLength(file, 4097);
        _platform.UsedBytes.ShouldBe(2 * 4096);
        _platform.Close(file);
        _platform.Delete("/a");
        _platform.UsedBytes.ShouldBe(0);
    }

    [Fact]
    public void Populating_a_hole_for_writing_needs_space()
    {
        var file = _platform.OpenFile("/a");
        _platform.SetLength(file, 8 * 4096);
        var mapping = _platform.MapFile(file, 8 * 4096);
        _platform.Populate(mapping, 0, 4 * 4096, forWrite: true).ShouldBe(_platform, StorageErrorCode.None);
        _platform.Populate(mapping, 4 * 4096, 1, forWrite: false).ShouldBe(_platform, StorageErrorCode.None);
        _platform.Populate(mapping, 4 * 4096, 1, forWrite: true).ShouldBe(_platform, StorageErrorCode.NoSpace);
    }

    [Fact]
    public void Stores_into_a_hole_without_space_fail_the_flush_and_are_lost()
    {
        _platform.AddFile("/a", []);
        var file = _platform.OpenFile("/a");
        _platform.SetLength(file, 8 * 4096);
        _platform.Flush(file);
        var mapping = _platform.MapFile(file, 8 * 4096);
        mapping.Bytes().Fill(1);
        _platform.FlushData(file).ShouldBe(_platform, StorageErrorCode.NoSpace);
        _platform.FlushData(file).ShouldBe(_platform, StorageErrorCode.None);
    }

    [Fact]
    public void After_a_power_cut_the_space_of_what_survived_is_used()
    {
        _platform.AddFile("/a", new byte[4096]);
        _platform.Write(_platform.OpenFile("/b"), 0, 1);
        _platform.PowerCut(0);
        _platform.UsedBytes.ShouldBe(4096);
        _platform.Delete("/a");
        _platform.UsedBytes.ShouldBe(0);
    }
}
