namespace Mapwright.Core.Tests.Mapping;

public sealed class CopyToNewFileTests : MappingTest
{
    private const int DeviceError = 5;

    private string Target => Folder.File("copy");

    [Fact]
    public void The_copy_and_its_name_are_flushed()
    {
        using var map = Files.OpenMapped(Path);
        map.CopyToNewFile(Target, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.ReadAllBytes(Target).ShouldBe(Content);
        Files.GetMetadata(Target).UnixMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Platform.CallsOf(nameof(StoragePlatform.FlushAll)).ShouldBe(1);
        Platform.CallsOf(nameof(StoragePlatform.FlushDirectory)).ShouldBe(1);
    }

    [Fact]
    public void A_private_copy_is_copied_with_its_changes()
    {
        using var map = Files.OpenCopyOnWrite(Path);
        map.Write<byte>(5, 250);
        map.CopyToNewFile(Target, 5, 1000);
        File.ReadAllBytes(Target).ShouldBe([250, .. Content[6..1005]]);
        OnDisk.ShouldBe(Content);
    }

    [Theory]
    [InlineData(nameof(StoragePlatform.ReadMapping))]
    [InlineData(nameof(StoragePlatform.WriteAt))]
    [InlineData(nameof(StoragePlatform.FlushAll))]
    public void A_copy_that_fails_leaves_no_file(string primitive)
    {
        using var map = Files.OpenMapped(Path);
        Platform.Fail(primitive, DeviceError);
        Should.Throw<StorageException>(() => map.CopyToNewFile(Target)).Code.ShouldBe(StorageErrorCode.DeviceError);
        File.Exists(Target).ShouldBeFalse();
    }

    [Fact]
    public void A_cancelled_copy_leaves_no_file()
    {
        using var map = Files.OpenMapped(Path);
        using var source = new CancellationTokenSource();
        Platform.During(nameof(StoragePlatform.GetMetadata), source.Cancel);
        Should.Throw<OperationCanceledException>(() => map.CopyToNewFile(Target, cancellationToken: source.Token));
        File.Exists(Target).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_exists_is_left_alone()
    {
        using var map = Files.OpenMapped(Path);
        Folder.File("copy", [1, 2]);
        Should.Throw<StorageException>(() => map.CopyToNewFile(Target)).Code.ShouldBe(StorageErrorCode.AlreadyExists);
        File.ReadAllBytes(Target).ShouldBe([1, 2]);
    }
}
