namespace Mapwright.Core.Tests.Mapping;

/// <summary>Another party changes the length of a file that is mapped.</summary>
public sealed class RefreshTests : MappingTest
{
    private const int Capacity = 1 << 20;

    [Fact]
    public void A_reader_follows_a_file_that_another_party_grows_and_its_spans_stay()
    {
        using var map = Files.OpenMapped(Path, new MapOptions { Capacity = Capacity });
        var span = map.Span;
        using var writer = Files.OpenMutableMapped(Path);

        writer.SetLength(Length + 1);
        writer.Write(Length, (byte)9);
        map.Length.ShouldBe(Length);
        map.Refresh().ShouldBe(Length + 1);
        map.Read<byte>(Length).ShouldBe((byte)9);

        writer.SetLength(100_000);
        writer.Write(99_999, (byte)8);
        map.Refresh().ShouldBe(100_000);
        map.Read<byte>(99_999).ShouldBe((byte)8);
        span.SequenceEqual(Content).ShouldBeTrue();
    }

    [Fact]
    public void A_mapping_that_follows_a_shorter_file_has_no_faults_behind_its_end()
    {
        using var map = Files.OpenMapped(Path, new MapOptions { Capacity = Capacity });
        var span = map.Span;
        Truncate(5_000);
        map.Refresh().ShouldBe(5_000);
        span[8_192..].ContainsAnyExcept((byte)0).ShouldBeFalse();
        Should.Throw<ArgumentOutOfRangeException>(() => map.Read<byte>(5_000));

        Truncate(Length);
        map.Refresh().ShouldBe(Length);
        map.Read<byte>(Length - 1).ShouldBe((byte)0);
    }

    [Fact]
    public void Without_a_capacity_the_mapping_moves()
    {
        using var map = Files.OpenMapped(Path);
        var span = map.Span;
        Truncate(100_000);
        map.Refresh().ShouldBe(100_000);
        map.Read<byte>(99_999).ShouldBe((byte)0);
        map.Span[..Length].SequenceEqual(Content).ShouldBeTrue();
        span.ContainsAnyExcept((byte)0).ShouldBeFalse();
        AddressSpace.MapsOf(Path).ShouldBe(1);
    }

    [Fact]
    public void A_capacity_that_is_full_is_the_end()
    {
        using var map = Files.OpenMapped(Path, new MapOptions { Offset = 5, Capacity = Length });
        Truncate(100_000);
        map.Refresh().ShouldBe(Length);
        map.Read<byte>(Length - 1).ShouldBe((byte)0);
    }

    [Fact]
    public void A_part_of_fixed_length_becomes_shorter_with_its_file_and_long_again()
    {
        using var map = Files.OpenMapped(Path, new MapOptions { Offset = 1_000, Length = 10_000 });
        Truncate(5_000);
        map.Refresh().ShouldBe(4_000);
        Truncate(0);
        map.Refresh().ShouldBe(0);
        Truncate(100_000);
        map.Refresh().ShouldBe(10_000);
    }

    [Fact]
    public void A_lease_keeps_a_mapping_that_would_move_or_become_shorter()
    {
        using var moving = Files.OpenMapped(Path);
        using var staying = Files.OpenMapped(Path, new MapOptions { Capacity = Capacity });
        using (moving.Lease())
        using (staying.Lease())
        {
            Truncate(100_000);
            Should.Throw<InvalidOperationException>(() => moving.Refresh()).Message.ShouldContain("lease");
            staying.Refresh().ShouldBe(100_000);
            Truncate(1_000);
            Should.Throw<InvalidOperationException>(() => staying.Refresh()).Message.ShouldContain("lease");
            staying.Length.ShouldBe(100_000);
        }

        moving.Refresh().ShouldBe(1_000);
        staying.Refresh().ShouldBe(1_000);
    }

    [Fact]
    public void A_private_copy_keeps_what_was_written_into_it()
    {
        using var moving = Files.OpenCopyOnWrite(Path);
        using var staying = Files.OpenCopyOnWrite(Path, new MapOptions { Capacity = Capacity });
        staying.Write(0, 1L);
        moving.Refresh().ShouldBe(Length);
        Truncate(100_000);
        Should.Throw<NotSupportedException>(() => moving.Refresh());
        staying.Refresh().ShouldBe(100_000);
        staying.Read<long>(0).ShouldBe(1);
        staying.Read<long>(90_000).ShouldBe(0);
    }

    [Fact]
    public void A_failure_changes_nothing()
    {
        using var map = Files.OpenMapped(Path);
        Truncate(100_000);
        Platform.Fail("Map", 12);
        Should.Throw<StorageException>(() => map.Refresh()).Code.ShouldBe(StorageErrorCode.OutOfResources);
        map.Length.ShouldBe(Length);
        map.ToArray().ShouldBe(Content);
    }

    private void Truncate(long length)
    {
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.SetLength(length);
    }
}
