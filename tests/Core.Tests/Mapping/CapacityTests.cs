namespace Mapwright.Core.Tests.Mapping;

/// <summary>A mapping that grows and shrinks without moving.</summary>
public sealed class CapacityTests : MappingTest
{
    private const int Capacity = 1 << 20;

    private static readonly MapOptions s_options = new() { Capacity = Capacity };

    [Theory]
    [InlineData(0)]
    [InlineData(4_097)]
    public void Spans_stay_valid_while_the_file_grows_and_shrinks(long offset)
    {
        using var map = Files.OpenMutableMapped(Path, new MapOptions { Offset = offset, Capacity = Capacity });
        var before = map.Span;

        foreach (var length in new long[] { 100_000, 50_001, 60_000, 500_000, 30_000 })
        {
            map.SetLength(length);
            map.Length.ShouldBe(length);
            map.Capacity.ShouldBe(Capacity);
            new FileInfo(Path).Length.ShouldBe(offset + length);
            map.Write((int)length - 1, (byte)7);
        }

        before[1] = 255;
        map.Read<byte>(1).ShouldBe((byte)255);
        OnDisk[offset + 1].ShouldBe((byte)255);
        before[2..].SequenceEqual(Content.AsSpan((int)offset + 2)).ShouldBeTrue();
    }

    [Fact]
    public void A_long_span_shows_zeros_behind_the_end_of_a_shorter_file_and_stores_there_vanish()
    {
        using var map = Files.OpenMutableMapped(Path, s_options);
        var whole = map.Span;

        map.SetLength(4_097);
        whole[4_096].ShouldBe(Content[4_096]);
        whole[8_192..].ContainsAnyExcept((byte)0).ShouldBeFalse();
        whole[8_192..].Fill(1);
        map.SetLength(9_000);

        // Pages of the file again up to its end, zeros of nobody behind it: no fault anywhere.
        map.Span[4_097..].ContainsAnyExcept((byte)0).ShouldBeFalse();
        whole[Length - 1].ShouldBe((byte)1);
        map.SetLength(Length);
        whole[4_097..].ContainsAnyExcept((byte)0).ShouldBeFalse();
        whole[Length - 1] = 9;
        OnDisk[^1].ShouldBe((byte)9);
    }

    [Fact]
    public void What_was_stored_behind_the_end_into_the_last_page_does_not_become_content()
    {
        using var map = Files.OpenMutableMapped(Path, s_options);
        var whole = map.Span;
        map.SetLength(10_000);
        whole[10_000..12_288].Fill(1);
        map.SetLength(Length);
        OnDisk.AsSpan(10_000).ContainsAnyExcept((byte)0).ShouldBeFalse();
        map.Span[10_000..].ContainsAnyExcept((byte)0).ShouldBeFalse();
    }

    [Fact]
    public void An_empty_file_has_a_capacity()
    {
        using var map = Files.CreateMutableMapped(Folder.File("new"), 0, s_options);
        map.Length.ShouldBe(0);
        map.Span.IsEmpty.ShouldBeTrue();
        map.SetLength(5_000);
        map.Write(4_999, (byte)1);
        map.SetLength(0);
        Should.Throw<ArgumentOutOfRangeException>(() => map.Read<byte>(0));
        map.SetLength(5_000);
        map.Read<byte>(4_999).ShouldBe((byte)0);
    }

    [Fact]
    public void A_lease_does_not_hinder_growth_and_keeps_the_mapping_from_shrinking()
    {
        using var map = Files.OpenMutableMapped(Path, s_options);
        using (var lease = map.Lease())
        {
            map.SetLength(100_000);
            lease.Length.ShouldBe(Length);
            Should.Throw<InvalidOperationException>(() => map.SetLength(99_999)).Message.ShouldContain("lease");
            map.Length.ShouldBe(100_000);
            lease.Span.SequenceEqual(Content).ShouldBeTrue();
        }

        map.SetLength(10);
        using var shorter = map.Lease();
        shorter.Length.ShouldBe(10);
    }

    [Fact]
    public void A_length_beyond_the_capacity_is_refused_and_changes_nothing()
    {
        using var map = Files.OpenMutableMapped(Path, s_options);
        Should.Throw<ArgumentOutOfRangeException>(() => map.SetLength(Capacity + 1));
        map.SetLength(Capacity);
        map.Write(Capacity - 8, 1L);
    }

    [Theory]
    [InlineData(0, null, 0L)]
    [InlineData(0, null, -1L)]
    [InlineData(0, null, Length - 1L)]
    [InlineData(1, null, long.MaxValue)]
    public void A_capacity_that_does_not_fit_the_file_is_refused(long offset, long? length, long capacity)
    {
        var options = new MapOptions { Offset = offset, Length = length, Capacity = capacity };
        Should.Throw<ArgumentOutOfRangeException>(() => Files.OpenMutableMapped(Path, options));
        OpenDescriptors.Of(Path).ShouldBe(0);
    }

    [Fact]
    public void A_capacity_and_a_length_are_refused_together() =>
        Should.Throw<ArgumentException>(() => Files.OpenMapped(Path, new MapOptions { Length = 1, Capacity = 10 })).ParamName.ShouldBe("Capacity");

    [Theory]
    [InlineData("SetLength", 10)]
    [InlineData("SetLength", 100_000)]
    [InlineData("Retire", 10)]
    [InlineData("Restore", Length)]
    [InlineData("Allocate", 100_000)]
    public void A_refusal_changes_nothing(string primitive, long length)
    {
        using var map = Files.OpenMutableMapped(Path, new MapOptions { Capacity = Capacity, Preallocate = true });
        if (primitive == "Restore")
        {
            map.SetLength(5_000);
            Content.AsSpan(5_000).Clear();
        }

        var before = map.Length;
        Platform.Fail(primitive, 12);
        Should.Throw<StorageException>(() => map.SetLength(length)).Code.ShouldBe(StorageErrorCode.OutOfResources);
        map.Length.ShouldBe(before);
        map.ToArray().ShouldBe(Content[..(int)before]);
        OnDisk.ShouldBe(Content[..(int)before]);
        map.Write(before - 1, (byte)255);
        OnDisk[^1].ShouldBe((byte)255);
        Platform.Fail(primitive, 0);
        map.SetLength(length);
        new FileInfo(Path).Length.ShouldBe(length);
    }

    [Fact]
    public void A_sparse_file_of_64_gibibytes_is_mapped_and_grows()
    {
        const long Length = 64L << 30;
        using var map = Files.CreateMutableMapped(Folder.File("sparse"), 5L << 30, new MapOptions { Capacity = Length });
        map.Write((5L << 30) - 8, 1L);
        map.SetLength(Length);
        map.Write(Length - 8, 2L);
        map.Slice((4L << 30) + 1, 10).ContainsAnyExcept((byte)0).ShouldBeFalse();
        map.Read<long>((5L << 30) - 8).ShouldBe(1);
        Should.Throw<InvalidOperationException>(() => map.Span.Length);
        map.SetLength(5L << 30);
        map.SetLength(Length);
        map.Read<long>(Length - 8).ShouldBe(0);
    }
}
