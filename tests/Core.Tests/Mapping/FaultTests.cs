namespace Mapwright.Core.Tests.Mapping;

/// <summary>Accesses that meet a page which cannot be had. Where the fault guard could not be built, these tests are skipped.</summary>
public sealed partial class FaultTests : MappingTest
{
    private const int PageSize = 4096;

    [Fact]
    public void A_value_beyond_the_end_of_a_truncated_file_is_an_error()
    {
        using var map = OpenGuarded();
        Truncate(PageSize);
        var error = Should.Throw<StorageException>(() => map.Read<long>(2 * PageSize));
        error.Code.ShouldBe(StorageErrorCode.Truncated);
        error.Operation.ShouldBe("Read");
        error.Path.ShouldBe(Path);
        error.Offset.ShouldBe(2 * PageSize);
        map.HasFaulted.ShouldBeTrue();
    }

    [Fact]
    public void A_stored_value_that_has_no_page_is_an_error()
    {
        using var map = OpenGuarded();
        Truncate(PageSize);
        Should.Throw<StorageException>(() => map.Write(2 * PageSize, 1L)).Code.ShouldBe(StorageErrorCode.Truncated);
        new FileInfo(Path).Length.ShouldBe(PageSize);
    }

    [Fact]
    public void A_short_copy_that_has_no_page_is_an_error()
    {
        using var map = OpenGuarded();
        Truncate(PageSize);
        Should.Throw<StorageException>(() => map.ReadAt(new byte[100], 2 * PageSize)).Code.ShouldBe(StorageErrorCode.Truncated);
    }

    [Fact]
    public void A_lease_reports_too()
    {
        using var map = OpenGuarded();
        using var lease = map.Lease();
        Truncate(PageSize);
        lease.HasFaulted.ShouldBeFalse();
        Should.Throw<StorageException>(() => lease.Read<int>(3 * PageSize)).Code.ShouldBe(StorageErrorCode.MappingFault);
        lease.HasFaulted.ShouldBeTrue();
        Should.Throw<StorageException>(() => lease.Write(0, 1)).Code.ShouldBe(StorageErrorCode.MappingFault);
    }

    [Fact]
    public async Task After_a_fault_every_member_refuses_but_spans()
    {
        using var map = OpenGuarded();
        Truncate(PageSize);
        Should.Throw<StorageException>(() => map.Read<byte>(PageSize));
        ShouldRefuse(() => map.Read<byte>(0));
        ShouldRefuse(() => map.ReadBigEndian<int>(0));
        ShouldRefuse(() => map.Write<byte>(0, 1));
        ShouldRefuse(() => map.ReadAt(new byte[10], 0));
        ShouldRefuse(() => map.ReadAt(new byte[1_000], 0));
        ShouldRefuse(() => map.ToArray());
        ShouldRefuse(() => map.WriteAt([1], 0));
        ShouldRefuse(() => map.Fill(0, 1, 1));
        ShouldRefuse(() => map.SetLength(1));
        ShouldRefuse(() => map.FlushRange(0, 1));
        (await Should.ThrowAsync<StorageException>(async () => await map.ReadAtAsync(new byte[1_000], 0)))
            .Code.ShouldBe(StorageErrorCode.Truncated);
        map.Span[..PageSize].SequenceEqual(Content.AsSpan(0, PageSize)).ShouldBeTrue();

        static void ShouldRefuse(Action action) => Should.Throw<StorageException>(action).Code.ShouldBe(StorageErrorCode.Truncated);
    }

    [Fact]
    public void A_span_shows_zeros_and_the_map_says_so()
    {
        using var map = OpenGuarded();
        Truncate(PageSize);
        map.Slice(PageSize, Length - PageSize).ContainsAnyExcept((byte)0).ShouldBeFalse();
        map.HasFaulted.ShouldBeTrue();
    }

    [Fact]
    public void A_flush_after_a_lost_store_makes_the_rest_durable_and_fails()
    {
        using var map = OpenGuarded();
        Truncate(PageSize);
        map.Span[7] = 255;
        map.Span[PageSize] = 255;
        Should.Throw<StorageException>(map.Flush).Code.ShouldBe(StorageErrorCode.Truncated);
        Platform.CallsOf("FlushMapping").ShouldBe(1);
        map.IsPoisoned.ShouldBeFalse();
        OnDisk[7].ShouldBe((byte)255);
    }

    [Fact]
    public void A_copy_that_fails_leaves_the_map_as_it_was()
    {
        using var map = OpenGuarded();
        Truncate(PageSize);
        Should.Throw<StorageException>(() => map.ReadAt(new byte[1_000], 2 * PageSize)).Code.ShouldBe(StorageErrorCode.Truncated);
        Should.Throw<StorageException>(() => map.WriteAt(new byte[1_000], 2 * PageSize)).Code.ShouldBe(StorageErrorCode.Truncated);
        Should.Throw<StorageException>(() => map.Fill(2 * PageSize, 1, 1)).Code.ShouldBe(StorageErrorCode.Truncated);
        map.HasFaulted.ShouldBeFalse();
        map.Read<byte>(5).ShouldBe(Content[5]);
    }

    [Fact]
    public void A_copy_out_of_a_private_map_is_guarded_too()
    {
        using var map = Files.OpenCopyOnWrite(Path);
        map.Write<byte>(2 * PageSize, 7);
        Truncate(PageSize);
        Should.Throw<StorageException>(() => map.ReadAt(new byte[1_000], 3 * PageSize)).Code.ShouldBe(StorageErrorCode.Truncated);
        map.HasFaulted.ShouldBeFalse();
    }

    [Fact]
    public void Bytes_between_the_new_end_and_the_end_of_its_page_read_as_zeros()
    {
        using var map = OpenGuarded();
        Truncate(PageSize + 100);
        map.Read<byte>(PageSize + 99).ShouldBe(Content[PageSize + 99]);
        map.Read<long>(PageSize + 100).ShouldBe(0);
        map.HasFaulted.ShouldBeFalse();
    }

    [Fact]
    public void A_truncation_that_was_made_good_goes_unnoticed()
    {
        using var map = OpenGuarded();
        Truncate(PageSize);
        Truncate(Length);
        map.Read<long>(2 * PageSize).ShouldBe(0);
        map.HasFaulted.ShouldBeFalse();
    }

    [Fact]
    public void Another_map_of_the_file_is_not_affected()
    {
        using var map = OpenGuarded();
        using var other = OpenGuarded();
        Truncate(PageSize);
        Should.Throw<StorageException>(() => map.Read<byte>(PageSize));
        other.Read<byte>(0).ShouldBe(Content[0]);
        other.HasFaulted.ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_is_mapped_anew_is_usable()
    {
        using (var map = OpenGuarded())
        {
            Truncate(PageSize);
            Should.Throw<StorageException>(() => map.Read<byte>(PageSize));
        }

        AddressSpace.MapsOf(Path).ShouldBe(0);
        using var again = OpenGuarded();
        again.Length.ShouldBe(PageSize);
        again.Read<byte>(5).ShouldBe(Content[5]);
    }

    [Theory, InlineData(null), InlineData(40_000L)]
    public void A_refreshed_map_is_usable(long? capacity)
    {
        using var map = Files.OpenMutableMapped(Path, new MapOptions { Capacity = capacity });
        Assert.SkipUnless(map.FaultsAreReported, "the fault guard was not built");
        Truncate(PageSize);
        Should.Throw<StorageException>(() => map.Read<byte>(PageSize));
        map.Refresh().ShouldBe(PageSize);
        map.HasFaulted.ShouldBeFalse();
        map.Read<byte>(5).ShouldBe(Content[5]);
        map.SetLength(Length);
        map.Write(PageSize, 7L);
        map.Flush();
        map.Read<long>(PageSize).ShouldBe(7);
        AddressSpace.MapsOf(Path).ShouldBe(1);
    }

    [Fact]
    public void A_map_of_which_a_lease_is_out_is_not_refreshed()
    {
        using var map = OpenGuarded();
        using var lease = map.Lease();
        Truncate(PageSize);
        Should.Throw<StorageException>(() => map.Read<byte>(PageSize));
        Should.Throw<InvalidOperationException>(() => map.Refresh());
        map.HasFaulted.ShouldBeTrue();
    }

    [Fact]
    public void A_private_map_is_not_refreshed_because_its_stores_would_be_lost()
    {
        using var map = Files.OpenCopyOnWrite(Path);
        Assert.SkipUnless(map.FaultsAreReported, "the fault guard was not built");
        map.Write(5, 7L);
        Truncate(PageSize);
        Should.Throw<StorageException>(() => map.Read<byte>(PageSize));
        Should.Throw<NotSupportedException>(() => map.Refresh());
        map.Span[5].ShouldBe((byte)7);
    }

    [Fact]
    public void A_map_that_starts_inside_a_page_reports_the_offset_of_the_fault()
    {
        using var map = Files.OpenMapped(Path, new MapOptions { Offset = 100 });
        Assert.SkipUnless(map.FaultsAreReported, "the fault guard was not built");
        Truncate(50);
        map.Read<byte>(0).ShouldBe((byte)0);
        Should.Throw<StorageException>(() => map.Read<byte>(5_000)).Offset.ShouldBe(5_000);
    }

    [Fact]
    public void Values_on_a_full_disk_are_errors()
    {
        using var disk = new SmallDisk(1024);
        using var map = Files.CreateMutableMapped(disk.File("sparse"), 4 << 20);
        Assert.SkipUnless(map.FaultsAreReported, "the fault guard was not built");
        var written = 0;
        var error = Should.Throw<StorageException>(() =>
        {
            for (; written < 4 << 20; written += PageSize)
            {
                map.Write(written, 1);
            }
        });
        error.Code.ShouldBe(StorageErrorCode.MappingFault);
        error.Offset.ShouldBe(written);
        written.ShouldBe(1 << 20);
    }

    [Fact]
    public void Hundreds_of_maps_are_told_apart()
    {
        const int maps = 600;
        var opened = Enumerable.Range(0, maps).Select(_ => OpenGuarded()).ToArray();
        for (var i = 0; i < maps; i += 2)
        {
            opened[i].Dispose();
        }

        Truncate(PageSize);
        Should.Throw<StorageException>(() => opened[^1].Read<byte>(PageSize));
        opened.Where((_, i) => i % 2 == 1).Count(map => map.HasFaulted).ShouldBe(1);
        foreach (var map in opened)
        {
            map.Dispose();
        }
    }

    [Fact]
    public void A_null_reference_is_still_one()
    {
        using var map = OpenGuarded();
        Truncate(PageSize);
        Should.Throw<StorageException>(() => map.Read<byte>(PageSize));
        Should.Throw<NullReferenceException>(() => ((string)null!).Length);
    }

    private MutableMappedFileBase OpenGuarded()
    {
        var map = Files.OpenMutableMapped(Path);
        Assert.SkipUnless(map.FaultsAreReported, "the fault guard was not built");
        return map;
    }

    private void Truncate(int length)
    {
        using var other = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        other.SetLength(length);
    }
}
