namespace Mapwright.Core.Tests.Mapping;

/// <summary>Maps of memory without a path, and of bytes.</summary>
public sealed class AnonymousTests : MappingTest
{
    [Fact]
    public void Memory_is_zero_written_read_grown_and_gone()
    {
        using (var map = Files.CreateAnonymousMap(10_000, new MapOptions { Capacity = 1L << 36, NoReserve = true, HugePages = true, Stack = true }))
        {
            map.Span.ContainsAnyExcept((byte)0).ShouldBeFalse();
            map.Write(9_992, 1L);
            var span = map.Span;
            map.SetLength(1L << 36);
            map.Write((1L << 36) - 8, 2L);
            span[0] = 3;
            map.SetLength(10_000);
            map.Read<byte>(0).ShouldBe((byte)3);
            map.Flush();
            map.ActiveDurability.ShouldBe("none (volatile)");
            map.IsReadOnly.ShouldBeFalse();
            map.IsPoisoned.ShouldBeFalse();
            map.GetMetadata().Length.ShouldBe(10_000);
            AddressSpace.MapsOf("memfd:mapwright (deleted)").ShouldBe(1);
        }

        AddressSpace.MapsOf("memfd:mapwright (deleted)").ShouldBe(0);
    }

    [Fact]
    public void Bytes_are_mapped_with_the_surface_of_a_file()
    {
        using var map = Files.MapReadOnlyBytes(Content, new MapOptions { Offset = 5, Length = 10_000, Populate = true });
        map.IsReadOnly.ShouldBeTrue();
        map.Length.ShouldBe(10_000);
        map.ToArray().ShouldBe(Content[5..10_005]);
        map.Span.SequenceEqual(Content.AsSpan(5, 10_000)).ShouldBeTrue();

        using var mutable = Files.MapBytes(Content);
        mutable.SetLength(30_000);
        mutable.Write(29_999, (byte)1);
        mutable.ToArray()[..Length].ShouldBe(Content);
    }

    [Fact]
    public void The_bytes_of_a_map_are_mapped_once_more_and_compared()
    {
        using var map = Files.MapBytes(Content);
        using var copy = Files.MapBytes(map.Span);
        copy.Span.SequenceEqual(map.Span).ShouldBeTrue();
        copy.Write(0, (byte)~Content[0]);
        copy.Span.SequenceEqual(map.Span).ShouldBeFalse();
        map.ToArray().ShouldBe(Content);
    }

    [Fact]
    public void No_bytes_are_mapped_too()
    {
        using var map = Files.MapReadOnlyBytes([]);
        map.Length.ShouldBe(0);
        map.ToArray().ShouldBeEmpty();
    }

    [Fact]
    public void Removing_memory_disposes_it()
    {
        var map = Files.CreateAnonymousMap(10, new MapOptions { RemoveOnDispose = true });
        map.Remove();
        map.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public void Two_maps_are_not_one()
    {
        using var one = Files.CreateAnonymousMap(10, new MapOptions { Lock = LockMode.Exclusive });
        using var two = Files.CreateAnonymousMap(10, new MapOptions { Lock = LockMode.Exclusive });
        one.Write(0, 1);
        two.Read<int>(0).ShouldBe(0);
    }

    [Theory]
    [InlineData("CreateAnonymous")]
    [InlineData("SetLength")]
    [InlineData("WriteAt")]
    [InlineData("Map")]
    public void A_failure_leaves_nothing(string primitive)
    {
        Platform.Fail(primitive, 12);
        Should.Throw<StorageException>(() => Files.MapBytes(Content)).Code.ShouldBe(StorageErrorCode.OutOfResources);
        AddressSpace.MapsOf("memfd:mapwright (deleted)").ShouldBe(0);
        OpenDescriptors.Of("/memfd:mapwright (deleted)").ShouldBe(0);
    }

    [Fact]
    public void A_stack_is_made_of_memory_only() =>
        Should.Throw<ArgumentException>(() => Files.OpenMapped(Path, new MapOptions { Stack = true }));
}
