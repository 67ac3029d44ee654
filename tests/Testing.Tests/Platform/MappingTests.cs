namespace Mapwright.Testing.Tests;

public sealed class MappingTests
{
    private readonly SimulatedPlatform _platform = new(seed: 1);

    [Fact]
    public void Stores_and_writes_see_each_other_at_once()
    {
        _platform.AddFile("/a", new byte[10_000]);
        var file = _platform.OpenFile("/a");
        var mapping = _platform.MapFile(file, 10_000);
        var view = _platform.MapFile(_platform.OpenFile("/a", rights: FileRights.Read), 100, 4000, MappingKind.ReadOnly);

        mapping.Bytes()[4005] = 1;
        _platform.Read(file, 4005, 1).ShouldBe([1]);
        view.Bytes()[5].ShouldBe((byte)1);

        _platform.Write(file, 4006, 2);
        mapping.Bytes()[4006].ShouldBe((byte)2);
        view.Bytes()[6].ShouldBe((byte)2);
        (mapping.Length, view.Length).ShouldBe((10_000, 100));
    }

    [Fact]
    public void Pages_are_aligned_in_memory_as_they_are_in_the_file()
    {
        _platform.AddFile("/a", new byte[10_000]);
        var file = _platform.OpenFile("/a");
        foreach (var kind in Enum.GetValues<MappingKind>())
        {
            (_platform.MapFile(file, 10, 4100, kind).Address % _platform.PageSize).ShouldBe(4);
        }
    }

    [Fact]
    public void A_copy_on_write_mapping_keeps_its_stores_to_itself()
    {
        _platform.AddFile("/a", [1, 2, 3]);
        var file = _platform.OpenFile("/a");
        var mapping = _platform.MapFile(file, 2, 1, MappingKind.CopyOnWrite);
        mapping.Bytes().ToArray().ShouldBe([2, 3]);
        mapping.Bytes()[0] = 9;
        _platform.Read(file, 0, 3).ShouldBe([1, 2, 3]);
        _platform.FlushMapping(mapping, 0, 2).ShouldBe(_platform, StorageErrorCode.None);
        _platform.PowerCut(1);
        _platform.ReadLive("/a").ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void A_mapping_beyond_the_end_shows_what_the_file_grows_into()
    {
        _platform.AddFile("/a", [1]);
        var file = _platform.OpenFile("/a");
        var mapping = _platform.MapFile(file, 100_000);
        mapping.Bytes()[50_000] = 7;
        _platform.SetLength(file, 60_000).ShouldBe(_platform, StorageErrorCode.None);
        mapping.Bytes()[50_000].ShouldBe((byte)0, "a store beyond the end is gone when the file grows");
        _platform.Write(file, 99_999, 5);
        mapping.Bytes()[99_999].ShouldBe((byte)5);
    }

    [Fact]
    public void Truncation_takes_the_bytes_out_of_the_mapping()
    {
        _platform.AddFile("/a", Calls.Filled(9000, 1));
        var file = _platform.OpenFile("/a");
        var mapping = _platform.MapFile(file, 9000);
        _platform.SetLength(file, 4500);
        mapping.Bytes()[4499].ShouldBe((byte)1);
        mapping.Bytes()[4500..].ToArray().ShouldAllBe(b => b == 0);
        _platform.SetLength(file, 9000);
        _platform.Read(file, 4500, 4500).ShouldAllBe(b => b == 0);
    }

    [Fact]
    public void Stores_are_durable_when_their_interval_was_flushed()
    {
        _platform.AddFile("/a", new byte[8192]);
        var mapping = _platform.MapFile(_platform.OpenFile("/a"), 8192);
        mapping.Bytes()[10] = 1;
        mapping.Bytes()[5000] = 2;
        _platform.FlushMapping(mapping, 10, 1).ShouldBe(_platform, StorageErrorCode.None);
        _platform.PowerCut(0);
        var content = _platform.ReadLive("/a");
        (content[10], content[5000]).ShouldBe(((byte)1, (byte)0));
    }

    [Fact]
    public void A_flush_of_the_file_flushes_stores_too()
    {
        _platform.AddFile("/a", new byte[8192]);
        var file = _platform.OpenFile("/a");
        var mapping = _platform.MapFile(file, 8192);
        mapping.Bytes()[10] = 1;
        _platform.Flush(file);
        _platform.PowerCut(0);
        _platform.ReadLive("/a")[10].ShouldBe((byte)1);
    }

    [Fact]
    public void A_store_that_was_overwritten_after_another_primitive_may_be_what_survives()
    {
        var outcomes = new HashSet<int>();
        for (var seed = 0; seed < 100; seed++)
        {
            var platform = new SimulatedPlatform(seed);
            platform.AddFile("/a", new byte[100]);
            platform.AddFile("/b", []);
            var mapping = platform.MapFile(platform.OpenFile("/a"), 100);
            mapping.Bytes()[0] = 1;
            platform.Flush(platform.OpenFile("/b"));
            mapping.Bytes()[0] = 2;
            platform.PowerCut();
            outcomes.Add(platform.ReadLive("/a")[0]);
        }

        outcomes.ShouldBe([0, 1, 2], ignoreOrder: true);
    }

    [Fact]
    public void Stores_outlive_the_mapping_that_they_were_made_through()
    {
        _platform.AddFile("/a", new byte[100]);
        var file = _platform.OpenFile("/a");
        var mapping = _platform.MapFile(file, 100);
        mapping.Bytes()[3] = 1;
        _platform.Unmap(mapping).ShouldBe(_platform, StorageErrorCode.None);
        _platform.Read(file, 3, 1).ShouldBe([1]);
        _platform.MapFile(file, 100).Bytes()[3].ShouldBe((byte)1);
    }

    [Fact]
    public void A_mapping_keeps_a_file_that_was_closed_and_deleted()
    {
        _platform.AddFile("/a", [5]);
        var file = _platform.OpenFile("/a");
        var mapping = _platform.MapFile(file, 1);
        _platform.Close(file);
        _platform.Delete("/a");
        mapping.Bytes()[0].ShouldBe((byte)5);
        _platform.UsedBytes.ShouldBe(4096);
        _platform.Unmap(mapping);
        _platform.UsedBytes.ShouldBe(0);
    }

    [Fact]
    public void Populating_reports_what_would_be_a_fault()
    {
        _platform.AddFile("/a", new byte[5000]);
        var mapping = _platform.MapFile(_platform.OpenFile("/a"), 20_000);
        _platform.Populate(mapping, 0, 8192, forWrite: true).ShouldBe(_platform, StorageErrorCode.None);
        _platform.Populate(mapping, 8000, 1000, forWrite: false).ShouldBe(_platform, StorageErrorCode.MappingFault);
        _platform.Populate(mapping, 19_000, 2000, forWrite: false).ShouldBe(_platform, StorageErrorCode.OutOfResources);
    }

    [Fact]
    public void A_retired_mapping_has_let_its_file_go_and_shows_zeros()
    {
        _platform.AddFile("/a", [1, 2]);
        var file = _platform.OpenFile("/a");
        var mapping = _platform.MapFile(file, 2);
        mapping.Bytes()[0] = 3;
        _platform.Retire(mapping).ShouldBe(_platform, StorageErrorCode.None);
        mapping.Bytes().ToArray().ShouldBe([0, 0]);
        mapping.Bytes()[1] = 9;
        _platform.Read(file, 0, 2).ShouldBe([3, 2]);
        (_platform.OpenMappings, _platform.RetiredMappings).ShouldBe((0, 1));
        var calls = _platform.CallCount;
        _platform.Unmap(mapping).ShouldBe(_platform, StorageErrorCode.None);
        _platform.RetiredMappings.ShouldBe(0);
        _platform.CallCount.ShouldBe(calls, "a finalizer that unmaps must not move the numbers of calls");
    }

    [Fact]
    public void A_mapping_that_shares_its_file_with_another_is_not_retired()
    {
        _platform.AddFile("/a", [1, 2]);
        var file = _platform.OpenFile("/a");
        var mapping = _platform.MapFile(file, 2);
        var other = _platform.MapFile(file, 2);
        _platform.Retire(mapping).ShouldBe(_platform, StorageErrorCode.NotSupported);
        mapping.Bytes()[0] = 7;
        other.Bytes()[0].ShouldBe((byte)7);
        (_platform.OpenMappings, _platform.RetiredMappings).ShouldBe((1, 1));
        _platform.Unmap(mapping).ShouldBe(_platform, StorageErrorCode.None);
        (_platform.OpenMappings, _platform.RetiredMappings).ShouldBe((1, 0));
        other.Bytes()[0].ShouldBe((byte)7);
    }

    [Fact]
    public void A_mapping_outside_the_largest_file_is_refused() =>
        _platform.Map(_platform.OpenFile("/a"), new MapRequest(MappingKind.ReadWrite, 0, (64 << 20) + 1), out _)
            .ShouldBe(_platform, StorageErrorCode.OutOfResources);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 1)]
    public void An_interval_that_makes_no_sense_is_refused(long offset, long length) =>
        _platform.Map(_platform.OpenFile("/a"), new MapRequest(MappingKind.ReadOnly, offset, length), out _)
            .ShouldBe(_platform, StorageErrorCode.InvalidArgument);

    [Fact]
    public void A_mapping_can_be_touched_after_a_power_cut_and_reaches_nothing()
    {
        _platform.AddFile("/a", [1]);
        var mapping = _platform.MapFile(_platform.OpenFile("/a"), 1);
        _platform.PowerCut();
        mapping.Bytes()[0] = 9;
        _platform.FlushMapping(mapping, 0, 1).ShouldBe(_platform, StorageErrorCode.DeviceError);
        _platform.Unmap(mapping).ShouldBe(_platform, StorageErrorCode.None);
        _platform.ReadLive("/a").ShouldBe([1]);
    }
}
