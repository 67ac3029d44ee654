namespace Mapwright.Core.Tests.Platform;

public sealed class ExtentTests : PlatformTest
{
    [Fact]
    public void A_longer_file_reads_as_zeros()
    {
        var path = Folder.File("grown", [1, 2]);
        Platform.SetLength(Open(path), 4).ShouldSucceed();
        TemporaryDirectory.Read(path).ShouldBe([1, 2, 0, 0]);
    }

    [Fact]
    public void A_length_beyond_the_largest_is_too_large() =>
        Platform.CodeOf(Platform.SetLength(Create("large"), long.MaxValue)).ShouldBeOneOf(StorageErrorCode.TooLarge, StorageErrorCode.InvalidArgument);

    [Fact]
    public void Reserving_blocks_changes_neither_length_nor_content()
    {
        var file = Create("reserved", [1]);
        var reserved = Platform.Allocate(file, 0, 1 << 20);
        Assert.SkipWhen(Platform.CodeOf(reserved) == StorageErrorCode.NotSupported, "blocks cannot be reserved here");
        reserved.ShouldSucceed();
        Platform.GetMetadata(file, out var metadata).ShouldSucceed();
        metadata.Length.ShouldBe(1);
        metadata.AllocatedLength.ShouldBeGreaterThanOrEqualTo(1 << 20);
    }

    [Fact]
    public void Reserving_more_than_the_disk_has_is_reported()
    {
        using var disk = new SmallDisk(64);
        var file = Open(disk.File("reserved"), disposition: FileDisposition.CreateNew);
        Platform.CodeOf(Platform.Allocate(file, 0, 1 << 20)).ShouldBe(StorageErrorCode.NoSpace);
    }

    [Fact]
    public void Flushes_of_a_good_file_succeed()
    {
        var file = Create("flushed", new byte[100]);
        if (OperatingSystem.IsLinux())
        {
            Platform.StartFlush(file, 10, 20).ShouldSucceed();
            Platform.StartFlush(file, 10, 0).ShouldSucceed();
        }

        Platform.FlushData(file).ShouldSucceed();
        Platform.FlushAll(file).ShouldSucceed();
    }

    [Fact]
    public void Entries_of_a_directory_are_flushed() => Platform.FlushDirectory(Folder.Path).ShouldSucceed();

    [Fact]
    public void Only_a_directory_has_entries_to_flush()
    {
        Platform.CodeOf(Platform.FlushDirectory(Folder.File("file", []))).ShouldBe(StorageErrorCode.WrongKind);
        Platform.CodeOf(Platform.FlushDirectory(Folder.File("missing"))).ShouldBe(StorageErrorCode.NotFound);
    }
}
