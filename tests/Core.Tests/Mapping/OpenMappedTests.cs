namespace Mapwright.Core.Tests.Mapping;

public sealed class OpenMappedTests : MappingTest
{
    [Fact]
    public void A_file_is_mapped_whole()
    {
        using var map = Files.OpenMapped(Path);
        map.Length.ShouldBe(Length);
        map.Offset.ShouldBe(0);
        map.Path.ShouldBe(Path);
        map.IsReadOnly.ShouldBeTrue();
        map.IsCopyOnWrite.ShouldBeFalse();
        map.Span.ToArray().ShouldBe(Content);
    }

    [Theory]
    [InlineData(0, null, Length)]
    [InlineData(1, 1L, 1)]
    [InlineData(4095, 4098L, 4098)]
    [InlineData(12_345, null, Length - 12_345)]
    [InlineData(Length, null, 0)]
    [InlineData(Length, 0L, 0)]
    public void Any_interval_is_mapped(long offset, long? length, int expected)
    {
        using var map = Files.OpenMapped(Path, new MapOptions { Offset = offset, Length = length, Populate = true });
        map.Offset.ShouldBe(offset);
        map.Length.ShouldBe(expected);
        map.Span.ToArray().ShouldBe(Content.AsSpan((int)offset, expected).ToArray());
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, -1L)]
    [InlineData(Length + 1, null)]
    [InlineData(1, (long)Length)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void An_interval_that_is_not_inside_the_file_is_refused(long offset, long? length)
    {
        var options = new MapOptions { Offset = offset, Length = length };
        Should.Throw<ArgumentOutOfRangeException>(() => Files.OpenMapped(Path, options));
        Should.Throw<ArgumentOutOfRangeException>(() => Files.OpenMutableMapped(Path, options));
        Should.Throw<ArgumentOutOfRangeException>(() => Files.OpenCopyOnWrite(Path, options));
        OpenDescriptors.Of(Path).ShouldBe(0);
    }

    [Fact]
    public void An_empty_file_is_mapped()
    {
        using var map = Files.OpenMapped(Folder.File("empty", []));
        map.Length.ShouldBe(0);
        map.Span.IsEmpty.ShouldBeTrue();
        map.ReadAt(new byte[1000], 0).ShouldBe(0);
        map.ToArray().ShouldBeEmpty();
        Should.Throw<ArgumentOutOfRangeException>(() => map.Read<byte>(0));
    }

    [Fact]
    public void A_missing_file_is_not_found() => Should.Throw<FileNotFoundException>(() => Files.OpenMapped(Folder.File("missing")));

    [Fact]
    public void A_directory_is_the_wrong_kind() =>
        Should.Throw<StorageException>(() => Files.OpenMapped(Folder.Path)).Code.ShouldBe(StorageErrorCode.WrongKind);

    [Fact]
    public void A_failure_to_map_closes_the_file_and_leaves_it()
    {
        Platform.Fail("Map", 12);
        Should.Throw<StorageException>(() => Files.OpenMutableMapped(Path)).Code.ShouldBe(StorageErrorCode.OutOfResources);
        OpenDescriptors.Of(Path).ShouldBe(0);
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void A_failure_to_populate_closes_and_unmaps()
    {
        Platform.Fail("Populate", 5);
        Should.Throw<StorageException>(() => Files.OpenMapped(Path, new MapOptions { Populate = true })).Code.ShouldBe(StorageErrorCode.DeviceError);
        OpenDescriptors.Of(Path).ShouldBe(0);
        AddressSpace.MapsOf(Path).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Populating_brings_every_page_in_before_anybody_touches_it(bool populate)
    {
        using var map = Files.OpenMapped(Path, new MapOptions { Populate = populate });
        var page = Environment.SystemPageSize;
        AddressSpace.PresentOf(Path).ShouldBe(populate ? (Length + page - 1) / page * page / 1024 : 0);
    }

    [Fact]
    public void Populating_is_left_out_where_the_platform_cannot()
    {
        Platform.Fail("Populate", 95);
        using var map = Files.OpenMapped(Path, new MapOptions { Populate = true });
        map.Length.ShouldBe(Length);
    }

    [Fact]
    public async Task The_asynchronous_form_opens_the_same()
    {
        await using var map = await Files.OpenMappedAsync(Path, new MapOptions { Offset = 1 }, TestContext.Current.CancellationToken);
        map.Length.ShouldBe(Length - 1);
    }
}
