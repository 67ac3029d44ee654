namespace Mapwright.Testing.Tests;

public sealed class NameTests
{
    private readonly SimulatedPlatform _platform = new(seed: 1);

    [Fact]
    public void A_missing_file_is_created_or_not_found_as_the_disposition_says()
    {
        _platform.Open("/a", new OpenRequest(FileRights.Read, FileDisposition.OpenExisting, Calls.Mode), out var missing)
            .ShouldBe(_platform, StorageErrorCode.NotFound);
        missing.ShouldBeNull();

        _platform.Open("/a", new OpenRequest(FileRights.ReadWrite, FileDisposition.OpenOrCreate, Calls.Mode), out _).Value.ShouldBe(1);
        _platform.Open("/a", new OpenRequest(FileRights.ReadWrite, FileDisposition.OpenOrCreate, Calls.Mode), out _).Value.ShouldBe(0);
        _platform.Open("/a", new OpenRequest(FileRights.ReadWrite, FileDisposition.CreateNew, Calls.Mode), out _)
            .ShouldBe(_platform, StorageErrorCode.AlreadyExists);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("/a")]
    [InlineData("./x/../a")]
    [InlineData("/../a")]
    [InlineData("//a")]
    public void Paths_that_mean_the_same_name_the_same_file(string path)
    {
        _platform.AddFile("/a", [7]);
        _platform.Read(_platform.OpenFile(path, FileDisposition.OpenExisting), 0, 9).ShouldBe([7]);
    }

    [Theory]
    [InlineData("/missing/a", StorageErrorCode.NotFound)]
    [InlineData("/file/a", StorageErrorCode.WrongKind)]
    [InlineData("/directory", StorageErrorCode.WrongKind)]
    [InlineData("/", StorageErrorCode.WrongKind)]
    [InlineData("", StorageErrorCode.InvalidPath)]
    [InlineData("a\0b", StorageErrorCode.InvalidPath)]
    public void What_cannot_be_opened_says_why(string path, StorageErrorCode code)
    {
        _platform.AddFile("/file", []);
        _platform.CreateDirectory("/directory", Calls.Mode).ShouldBe(_platform, StorageErrorCode.None);
        _platform.Open(path, new OpenRequest(FileRights.ReadWrite, FileDisposition.OpenOrCreate, Calls.Mode), out _)
            .ShouldBe(_platform, code);
    }

    [Fact]
    public void A_name_longer_than_255_characters_is_invalid() =>
        _platform.Open(new string('x', 256), new OpenRequest(FileRights.Read, FileDisposition.OpenExisting, default), out _)
            .ShouldBe(_platform, StorageErrorCode.InvalidPath);

    [Fact]
    public void Renaming_replaces_only_when_asked()
    {
        _platform.AddFile("/a", [1]);
        _platform.AddFile("/b", [2]);
        _platform.Rename("/a", "/b", replace: false).ShouldBe(_platform, StorageErrorCode.AlreadyExists);
        _platform.ReadLive("/b").ShouldBe([2]);
        _platform.Rename("/a", "/b", replace: true).ShouldBe(_platform, StorageErrorCode.None);
        _platform.ReadLive("/b").ShouldBe([1]);
        _platform.Paths.ShouldBe(["/b"]);
    }

    [Fact]
    public void A_directory_moves_with_its_files_but_not_into_itself()
    {
        _platform.AddFile("/one/two/a", [1]);
        _platform.Rename("/one", "/one/two/three", replace: false).ShouldBe(_platform, StorageErrorCode.InvalidArgument);
        _platform.Rename("/one", "/other", replace: false).ShouldBe(_platform, StorageErrorCode.None);
        _platform.Paths.ShouldBe(["/other/two/a"]);
    }

    [Theory]
    [InlineData("/file", "/full", StorageErrorCode.WrongKind)]
    [InlineData("/full", "/file", StorageErrorCode.WrongKind)]
    [InlineData("/empty", "/full", StorageErrorCode.NotEmpty)]
    [InlineData("/full", "/empty", StorageErrorCode.None)]
    [InlineData("/missing", "/file", StorageErrorCode.NotFound)]
    public void Renaming_over_something_follows_the_rules_of_rename(string from, string to, StorageErrorCode code)
    {
        _platform.AddFile("/full/a", []);
        _platform.AddFile("/file", []);
        _platform.CreateDirectory("/empty", Calls.Mode);
        _platform.Rename(from, to, replace: true).ShouldBe(_platform, code);
    }

    [Fact]
    public void Deleting_takes_the_name_and_an_open_file_keeps_its_content()
    {
        _platform.AddFile("/a", [1, 2]);
        var file = _platform.OpenFile("/a");
        _platform.Delete("/a").ShouldBe(_platform, StorageErrorCode.None);
        _platform.Delete("/a").ShouldBe(_platform, StorageErrorCode.NotFound);
        _platform.Read(file, 0, 2).ShouldBe([1, 2]);
        _platform.UsedBytes.ShouldBe(4096);
        _platform.Close(file);
        _platform.UsedBytes.ShouldBe(0);
    }

    [Fact]
    public void A_directory_is_created_once_and_not_deleted_as_a_file()
    {
        _platform.CreateDirectory("/d", Calls.Mode).ShouldBe(_platform, StorageErrorCode.None);
        _platform.CreateDirectory("/d", Calls.Mode).ShouldBe(_platform, StorageErrorCode.AlreadyExists);
        _platform.CreateDirectory("/", Calls.Mode).ShouldBe(_platform, StorageErrorCode.AlreadyExists);
        _platform.CreateDirectory("/x/y", Calls.Mode).ShouldBe(_platform, StorageErrorCode.NotFound);
        _platform.Delete("/d").ShouldBe(_platform, StorageErrorCode.WrongKind);
    }

    [Fact]
    public void Metadata_tells_files_from_directories_and_one_file_from_another()
    {
        _platform.AddFile("/d/a", new byte[5000]);
        _platform.AddFile("/d/b", []);
        _platform.GetMetadata("/d", followLinks: true, out var directory).ShouldBe(_platform, StorageErrorCode.None);
        _platform.GetMetadata("/d/a", followLinks: true, out var a).ShouldBe(_platform, StorageErrorCode.None);
        _platform.GetMetadata("/d/b", followLinks: true, out var b).ShouldBe(_platform, StorageErrorCode.None);
        _platform.GetMetadata(_platform.OpenFile("/d/a"), out var opened).ShouldBe(_platform, StorageErrorCode.None);

        (directory.Kind, a.Kind).ShouldBe((FileKind.Directory, FileKind.Regular));
        (a.Length, a.AllocatedLength).ShouldBe((5000, 8192));
        a.Identity.ShouldNotBe(b.Identity);
        opened.Identity.ShouldBe(a.Identity);
        _platform.GetMetadata("/d/c", followLinks: true, out _).ShouldBe(_platform, StorageErrorCode.NotFound);
    }

    [Fact]
    public void Writing_moves_the_write_time_and_reading_the_access_time()
    {
        var file = _platform.OpenFile("/a");
        _platform.GetMetadata(file, out var created);
        _platform.Write(file, 0, 1);
        _platform.GetMetadata(file, out var written);
        _platform.Read(file, 0, 1);
        _platform.GetMetadata(file, out var read);

        written.LastWriteTime.ShouldBeGreaterThan(created.LastWriteTime);
        read.LastWriteTime.ShouldBe(written.LastWriteTime);
        read.LastAccessTime.ShouldBeGreaterThan(written.LastAccessTime);
    }
}
