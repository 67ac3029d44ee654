namespace Mapwright.Core.Tests.Mapping;

public sealed class WriteMappedTests : MappingTest
{
    [Theory]
    [InlineData(3, 0)]
    [InlineData(3, 4_095)]
    [InlineData(5_000, 4_095)]
    [InlineData(Length, 0)]
    [InlineData(0, Length)]
    public void Bytes_are_written_into_the_file(int length, long offset)
    {
        var bytes = Enumerable.Repeat((byte)255, length).ToArray();
        using (var map = Files.OpenMutableMapped(Path))
        {
            map.WriteAt(bytes, offset);
        }

        bytes.CopyTo(Content, offset);
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void Writes_count_from_the_start_of_the_mapping()
    {
        using var map = Files.OpenMutableMapped(Path, new MapOptions { Offset = 4_097, Length = 100 });
        map.WriteAt([255], 99);
        Should.Throw<ArgumentOutOfRangeException>(() => map.WriteAt([255], 100));
        Content[4_196] = 255;
        OnDisk.ShouldBe(Content);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(Length, 1)]
    [InlineData(Length - 1, 2)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(0, Length + 1)]
    public void An_interval_that_is_not_inside_changes_nothing(long offset, int length)
    {
        using var map = Files.OpenMutableMapped(Path);
        Should.Throw<ArgumentOutOfRangeException>(() => map.WriteAt(new byte[length], offset));
        Should.Throw<ArgumentOutOfRangeException>(() => map.Fill(offset, length, 0));
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void An_interval_is_filled()
    {
        using (var map = Files.OpenMutableMapped(Path))
        {
            map.Fill(4_000, 5_000, 9);
            Should.Throw<ArgumentOutOfRangeException>(() => map.Fill(0, -1, 9));
        }

        Content.AsSpan(4_000, 5_000).Fill(9);
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void A_span_is_the_file()
    {
        using (var map = Files.OpenMutableMapped(Path))
        {
            map.Slice(5_000, 3).Fill(255);
            Should.Throw<ArgumentOutOfRangeException>(() => map.Slice(Length - 1, 2).Length);
            Should.Throw<ArgumentOutOfRangeException>(() => map.Slice(5, -1).Length);
        }

        Content.AsSpan(5_000, 3).Fill(255);
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void A_full_disk_is_reported_with_what_was_written()
    {
        using var disk = new SmallDisk(2560);
        using var map = Files.CreateMutableMapped(disk.File("sparse"), 8 << 20);
        var error = Should.Throw<StorageException>(() => map.WriteAt(new byte[8 << 20], 0));
        error.Code.ShouldBe(StorageErrorCode.MappingFault);
        error.BytesWritten.ShouldBe(2560 << 10);
        Should.Throw<StorageException>(() => map.Fill(4 << 20, 4 << 20, 1)).Operation.ShouldBe("Fill");
    }

    [Fact]
    public void A_truncated_file_is_reported_and_does_not_end_the_process()
    {
        using var map = Files.OpenMutableMapped(Path);
        using (var other = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            other.SetLength(4_000);
        }

        Should.Throw<StorageException>(() => map.WriteAt([1], 10_000)).Code.ShouldBe(StorageErrorCode.Truncated);
        new FileInfo(Path).Length.ShouldBe(4_000);
    }

    [Fact]
    public void A_platform_that_cannot_populate_still_writes()
    {
        Platform.Fail("WriteMapping", 95);
        Platform.Fail("Populate", 95);
        using (var map = Files.OpenMutableMapped(Path))
        {
            map.WriteAt([255], 3);
        }

        OnDisk[3].ShouldBe((byte)255);
    }

    [Fact]
    public async Task The_asynchronous_form_writes_the_same()
    {
        await using (var map = Files.OpenMutableMapped(Path))
        {
            await map.WriteAtAsync(new byte[] { 255 }, 3, TestContext.Current.CancellationToken);
            await map.FillAsync(5, 2, 254, TestContext.Current.CancellationToken);
        }

        OnDisk[3..7].ShouldBe([255, Content[4], 254, 254]);
    }
}
