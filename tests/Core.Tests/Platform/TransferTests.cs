namespace Mapwright.Core.Tests.Platform;

public sealed class TransferTests : PlatformTest
{
    [Fact]
    public void Bytes_are_read_where_they_are()
    {
        var content = TemporaryDirectory.Pattern(10_000);
        var buffer = new byte[100];
        Platform.ReadAt(Create("read", content), buffer, 5_000).ShouldSucceed().ShouldBe(100);
        buffer.ShouldBe(content[5_000..5_100]);
    }

    [Theory]
    [InlineData(9_990, 10)]
    [InlineData(10_000, 0)]
    [InlineData(long.MaxValue - 1, 0)]
    [InlineData(long.MaxValue, 0)]
    public void A_read_is_short_only_at_the_end(long offset, int expected)
    {
        var file = Create("short", new byte[10_000]);
        Platform.ReadAt(file, new byte[64], offset).ShouldSucceed().ShouldBe(expected);
        if (OperatingSystem.IsLinux())
        {
            Platform.TryReadAt(file, new byte[64], offset).ShouldSucceed().ShouldBe(expected);
        }
    }

    [Fact]
    public void What_is_cached_is_read_without_waiting()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux reads without waiting");
        var content = TemporaryDirectory.Pattern(4096);
        var buffer = new byte[4096];
        Platform.TryReadAt(Create("cached", content), buffer, 0).ShouldSucceed().ShouldBe(4096);
        buffer.ShouldBe(content);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bytes_are_written_where_they_belong_and_extend_the_file(bool durable)
    {
        var path = Folder.File("written", [1, 2, 3, 4]);
        var file = Open(path);
        byte[] bytes = [7, 8, 9];
        (durable ? Platform.WriteDurableAt(file, bytes, 3) : Platform.WriteAt(file, bytes, 3)).ShouldSucceed().ShouldBe(3);
        TemporaryDirectory.Read(path).ShouldBe([1, 2, 3, 7, 8, 9]);
    }

    [Fact]
    public void A_file_opened_for_reading_is_not_written()
    {
        var path = Folder.File("read-only", [1]);
        var refused = OperatingSystem.IsWindows() ? StorageErrorCode.AccessDenied : StorageErrorCode.InvalidArgument;
        Platform.CodeOf(Platform.WriteAt(Open(path, FileRights.Read), [2], 0)).ShouldBe(refused);
        TemporaryDirectory.Read(path).ShouldBe([1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_full_disk_is_reported_with_what_was_written(bool durable)
    {
        using var disk = new SmallDisk(64);
        var file = Open(disk.File("full"), disposition: FileDisposition.CreateNew);
        var bytes = new byte[256 * 1024];
        var result = durable ? Platform.WriteDurableAt(file, bytes, 0) : Platform.WriteAt(file, bytes, 0);
        Platform.CodeOf(result).ShouldBe(StorageErrorCode.NoSpace);
        Platform.GetMetadata(file, out var metadata).ShouldSucceed();
        result.Value.ShouldBeInRange(4096, 64 * 1024);
        result.Value.ShouldBe(metadata.Length);
        Platform.Describe(result.Error).ShouldBe("ENOSPC: No space left on device");
    }

    [Fact]
    public void A_write_beyond_the_largest_file_is_too_large()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "what Windows says to it depends on the file system");
        Platform.CodeOf(Platform.WriteAt(Create("large"), new byte[1], long.MaxValue - 1)).ShouldBe(StorageErrorCode.TooLarge);
    }
}
