using System.Runtime.Versioning;

namespace Mapwright.Core.Tests.Mapping;

[SupportedOSPlatform("linux")]
public sealed class CreateMappedTests : MappingTest
{
    private string New => Folder.File("new");

    [Fact]
    public void A_created_file_has_the_length_and_the_mode_and_is_zero()
    {
        using (var map = Files.CreateMutableMapped(New, 10_000))
        {
            map.Length.ShouldBe(10_000);
            map.IsReadOnly.ShouldBeFalse();
            map.Span[9_999] = 1;
        }

        var bytes = File.ReadAllBytes(New);
        bytes.Length.ShouldBe(10_000);
        bytes[9_999].ShouldBe((byte)1);
        bytes.AsSpan(0, 9_999).ContainsAnyExcept((byte)0).ShouldBeFalse();
        File.GetUnixFileMode(New).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
    }

    [Fact]
    public void A_part_of_a_created_file_is_mapped()
    {
        using var map = Files.CreateMutableMapped(New, 10_000, new MapOptions { Offset = 100, Length = 5 });
        map.Length.ShouldBe(5);
        new FileInfo(New).Length.ShouldBe(10_000);
    }

    [Fact]
    public void A_file_of_no_bytes_is_created()
    {
        using var map = Files.CreateMutableMapped(New, 0);
        map.Length.ShouldBe(0);
        File.Exists(New).ShouldBeTrue();
    }

    [Fact]
    public void An_existing_file_is_refused_and_untouched()
    {
        Should.Throw<StorageException>(() => Files.CreateMutableMapped(Path, 1)).Code.ShouldBe(StorageErrorCode.AlreadyExists);
        OnDisk.ShouldBe(Content);
    }

    [Theory]
    [InlineData(-1, 0, null)]
    [InlineData(10, 11, null)]
    [InlineData(10, 5, 6L)]
    public void A_length_that_can_never_be_right_creates_nothing(long length, long offset, long? mapped)
    {
        var options = new MapOptions { Offset = offset, Length = mapped };
        Should.Throw<ArgumentOutOfRangeException>(() => Files.CreateMutableMapped(New, length, options));
        Platform.CallsOf("Open").ShouldBe(0);
    }

    [Theory]
    [InlineData("SetLength", 28, StorageErrorCode.NoSpace)]
    [InlineData("Map", 12, StorageErrorCode.OutOfResources)]
    [InlineData("Populate", 5, StorageErrorCode.DeviceError)]
    public void A_failure_leaves_no_file_behind(string primitive, int error, StorageErrorCode code)
    {
        Platform.Fail(primitive, error);
        Should.Throw<StorageException>(() => Files.CreateMutableMapped(New, 10, new MapOptions { Populate = true })).Code.ShouldBe(code);
        File.Exists(New).ShouldBeFalse();
        OpenDescriptors.Of(New + " (deleted)").ShouldBe(0);
    }

    [Fact]
    public void A_length_that_the_system_refuses_leaves_no_file_behind()
    {
        Should.Throw<StorageException>(() => Files.CreateMutableMapped(New, long.MaxValue));
        File.Exists(New).ShouldBeFalse();
    }
}
