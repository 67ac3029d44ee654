namespace Mapwright.Core.Tests.Mapping;

public sealed class SetLengthTests : MappingTest
{
    [Theory]
    [InlineData(Length)]
    [InlineData(Length + 1)]
    [InlineData(100_000)]
    [InlineData(4_096)]
    [InlineData(1)]
    [InlineData(0)]
    public void The_file_ends_with_the_mapping(int length)
    {
        var expected = new byte[length];
        Content.AsSpan(0, Math.Min(length, Length)).CopyTo(expected);
        using (var map = Files.OpenMutableMapped(Path))
        {
            map.SetLength(length);
            map.Length.ShouldBe(length);
            map.Span.ToArray().ShouldBe(expected);
            map.ToArray().ShouldBe(expected);
        }

        OnDisk.ShouldBe(expected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_was_renamed_or_removed_meanwhile_gets_its_length_all_the_same(bool isRenamed)
    {
        using var map = Files.OpenMutableMapped(Path);
        if (isRenamed)
        {
            File.Move(Path, Folder.File("elsewhere"));
        }
        else
        {
            File.Delete(Path);
        }

        map.SetLength(100_000);
        map.Write(99_999, (byte)7);
        map.Flush();

        map.IsPoisoned.ShouldBeFalse();
        map.Length.ShouldBe(100_000);
        File.Exists(Path).ShouldBeFalse();
        if (isRenamed)
        {
            File.ReadAllBytes(Folder.File("elsewhere"))[99_999].ShouldBe((byte)7);
        }
    }

    [Fact]
    public void What_was_written_before_is_kept_and_what_comes_after_reaches_the_file()
    {
        using (var map = Files.OpenMutableMapped(Path, new MapOptions { Offset = 4_097 }))
        {
            map.Write(0, (byte)255);
            map.SetLength(100_000);
            map.Write(99_999, (byte)254);
            map.SetLength(50_000);
            map.SetLength(60_000);
            map.Read<byte>(0).ShouldBe((byte)255);
            map.Read<byte>(59_999).ShouldBe((byte)0);
            map.WriteAt([253], 59_999);
        }

        var bytes = OnDisk;
        bytes.Length.ShouldBe(64_097);
        bytes[4_096].ShouldBe(Content[4_096]);
        bytes[4_097].ShouldBe((byte)255);
        bytes[^1].ShouldBe((byte)253);
    }

    [Fact]
    public void From_nothing_to_something_and_back()
    {
        using var map = Files.CreateMutableMapped(Folder.File("new"), 0);
        map.SetLength(5_000);
        map.Write(4_999, (byte)1);
        map.SetLength(0);
        Should.Throw<ArgumentOutOfRangeException>(() => map.Read<byte>(0));
        map.SetLength(5_000);
        map.Read<byte>(4_999).ShouldBe((byte)0);
    }

    [Fact]
    public void A_span_of_the_old_mapping_ends_and_does_not_end_the_process()
    {
        using var map = Files.OpenMutableMapped(Path);
        var span = map.Span;
        map.SetLength(10);
        span.ContainsAnyExcept((byte)0).ShouldBeFalse();
        span[Length - 1] = 1;
        new FileInfo(Path).Length.ShouldBe(10);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public void A_lease_that_is_out_keeps_the_length(long length)
    {
        using var map = Files.OpenMutableMapped(Path);
        using (map.Lease())
        {
            Should.Throw<InvalidOperationException>(() => map.SetLength(length)).Message.ShouldContain("lease");
            map.Length.ShouldBe(Length);
            OnDisk.ShouldBe(Content);
        }

        map.SetLength(length);
        map.Length.ShouldBe(length);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public void A_mapping_with_a_length_of_its_own_does_not_cut_off_what_lies_behind(long length)
    {
        using var map = Files.OpenMutableMapped(Path, new MapOptions { Length = 5_000 });
        Should.Throw<InvalidOperationException>(() => map.SetLength(length));
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void A_length_that_can_never_be_right_is_refused()
    {
        using var map = Files.OpenMutableMapped(Path, new MapOptions { Offset = 1 });
        Should.Throw<ArgumentOutOfRangeException>(() => map.SetLength(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => map.SetLength(long.MaxValue));
        OnDisk.ShouldBe(Content);
    }

    [Theory]
    [InlineData("SetLength", 10)]
    [InlineData("SetLength", 100_000)]
    [InlineData("Map", 10)]
    [InlineData("Map", 100_000)]
    [InlineData("Retire", 10)]
    public void A_refusal_changes_nothing(string primitive, long length)
    {
        using var map = Files.OpenMutableMapped(Path);
        Platform.Fail(primitive, 12);
        Should.Throw<StorageException>(() => map.SetLength(length)).Code.ShouldBe(StorageErrorCode.OutOfResources);
        map.Length.ShouldBe(Length);
        map.ToArray().ShouldBe(Content);
        map.Write(Length - 1, (byte)255);
        Content[Length - 1] = 255;
        OnDisk.ShouldBe(Content);
        Platform.Fail(primitive, 0);
        map.SetLength(length);
        new FileInfo(Path).Length.ShouldBe(length);
    }

    [Fact]
    public void A_failed_growth_that_only_the_second_mapping_needs_changes_nothing()
    {
        using var map = Files.OpenMutableMapped(Path);
        Should.Throw<StorageException>(() => map.SetLength(long.MaxValue));
        map.ToArray().ShouldBe(Content);
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void The_old_mapping_lets_the_file_go()
    {
        using var map = Files.OpenMutableMapped(Path);
        for (var length = 10; length < 200_000; length += 30_000)
        {
            map.SetLength(length);
        }

        AddressSpace.MapsOf(Path).ShouldBe(1);
    }
}
