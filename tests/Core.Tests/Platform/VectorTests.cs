namespace Mapwright.Core.Tests.Platform;

public sealed class VectorTests : PlatformTest
{
    public static TheoryData<TransferOptions> Options => [TransferOptions.None, TransferOptions.DontCache, TransferOptions.Durable, TransferOptions.FullyDurable];

    [Theory, MemberData(nameof(Options))]
    public void Buffers_are_written_one_after_the_other(TransferOptions options)
    {
        var path = Folder.File("written", [1, 2, 3, 4]);
        ReadOnlyMemory<byte>[] buffers = [new byte[] { 7 }, ReadOnlyMemory<byte>.Empty, new byte[] { 8, 9 }];
        Platform.WriteAt(Open(path), buffers, 3, options).ShouldSucceed().ShouldBe(3);
        TemporaryDirectory.Read(path).ShouldBe([1, 2, 3, 7, 8, 9]);
    }

    [Theory, MemberData(nameof(Options))]
    public void One_buffer_is_written_with_options(TransferOptions options)
    {
        var path = Folder.File("written", [1, 2, 3, 4]);
        Platform.WriteAt(Open(path), new byte[] { 8, 9 }, 3, options).ShouldSucceed().ShouldBe(2);
        TemporaryDirectory.Read(path).ShouldBe([1, 2, 3, 8, 9]);
    }

    [Theory]
    [InlineData(9_990, 10)]
    [InlineData(10_000, 0)]
    [InlineData(long.MaxValue - 1, 0)]
    [InlineData(long.MaxValue, 0)]
    public void A_read_into_buffers_is_short_only_at_the_end(long offset, int expected)
    {
        var file = Create("short", new byte[10_000]);
        Memory<byte>[] buffers = [new byte[6], new byte[30]];
        Platform.ReadAt(file, buffers, offset, TransferOptions.None).ShouldSucceed().ShouldBe(expected);
        if (OperatingSystem.IsLinux())
        {
            Platform.ReadAt(file, buffers, offset, TransferOptions.WithoutWaiting).ShouldSucceed().ShouldBe(expected);
        }

        Platform.ReadAt(file, new byte[36], offset, TransferOptions.DontCache).ShouldSucceed().ShouldBe(expected);
    }

    [Fact]
    public void Where_pages_cannot_leave_the_cache_they_stay_and_the_transfer_is_made()
    {
        using var disk = new SmallDisk(64);
        var file = Open(disk.File("kept"), disposition: FileDisposition.CreateNew);
        for (var i = 0; i < 2; i++)
        {
            Platform.WriteAt(file, new byte[] { 5, 6 }, i, TransferOptions.DontCache).ShouldSucceed().ShouldBe(2);
            var read = new byte[2];
            Platform.ReadAt(file, read, i, TransferOptions.DontCache).ShouldSucceed().ShouldBe(2);
            read.ShouldBe([5, 6]);
        }
    }

    [Fact]
    public void A_full_disk_is_reported_with_what_was_written_of_all_buffers()
    {
        using var disk = new SmallDisk(64);
        var file = Open(disk.File("full"), disposition: FileDisposition.CreateNew);
        var buffers = Enumerable.Range(0, 100).Select(_ => (ReadOnlyMemory<byte>)new byte[4096]).ToArray();
        var result = Platform.WriteAt(file, buffers, 0, TransferOptions.None);
        Platform.CodeOf(result).ShouldBe(StorageErrorCode.NoSpace);
        Platform.GetMetadata(file, out var metadata).ShouldSucceed();
        result.Value.ShouldBe(metadata.Length);
        result.Value.ShouldBeInRange(4096, 64 * 1024);
    }
}
