using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Files;

public sealed class FileSystemNameTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly DirectoryPlatform _platform = new();
    private readonly TestFileSystem _files;

    public FileSystemNameTests() => _files = new TestFileSystem(_platform);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_and_directories_exist_and_what_is_missing_does_not()
    {
        var file = _folder.File("file", [1]);
        _files.Exists(file).ShouldBeTrue();
        _files.Exists(_folder.Path).ShouldBeTrue();
        _files.Exists(_folder.File("missing")).ShouldBeFalse();
        _files.Exists(Path.Combine(file, "below a file")).ShouldBeFalse();
    }

    [Fact]
    public void A_link_exists_when_its_target_does()
    {
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("target"));
        _files.Exists(_folder.File("link")).ShouldBeFalse();
        _folder.File("target", []);
        _files.Exists(_folder.File("link")).ShouldBeTrue();
    }

    [Fact]
    public void What_cannot_be_found_out_is_no_false()
    {
        _platform.MetadataError = ForwardingPlatform.DeviceError;
        Should.Throw<StorageException>(() => _files.Exists(_folder.File("file"))).Code.ShouldBe(StorageErrorCode.DeviceError);
    }

    [Fact]
    public void Metadata_is_that_of_the_target_or_of_the_link_itself()
    {
        _folder.File("target", new byte[77]);
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("target"));
        _files.GetMetadata(_folder.File("link")).Length.ShouldBe(77);
        _files.GetMetadata(_folder.File("link"), followLinks: false).Kind.ShouldBe(FileKind.SymbolicLink);
        Should.Throw<FileNotFoundException>(() => _files.GetMetadata(_folder.File("missing")));
    }

    [Fact]
    public void A_deleted_file_is_gone_and_deleting_it_again_is_an_error_unless_allowed()
    {
        var path = _folder.File("file", [1]);
        _files.Delete(path);
        File.Exists(path).ShouldBeFalse();
        Should.Throw<FileNotFoundException>(() => _files.Delete(path)).FileName.ShouldBe(path);
        _files.Delete(path, missingOk: true);
    }

    [Fact]
    public void A_directory_is_not_deleted_as_a_file()
    {
        var path = _folder.File("directory");
        _files.CreateDirectory(path);
        Should.Throw<StorageException>(() => _files.Delete(path, missingOk: true)).Code.ShouldBe(StorageErrorCode.WrongKind);
        Directory.Exists(path).ShouldBeTrue();
    }

    [Fact]
    public void A_link_is_deleted_and_not_its_target()
    {
        var target = _folder.File("target", [1]);
        File.CreateSymbolicLink(_folder.File("link"), target);
        _files.Delete(_folder.File("link"));
        File.Exists(target).ShouldBeTrue();
    }

    [Fact]
    public void A_renamed_file_has_its_new_name_only()
    {
        var from = _folder.File("from", [1, 2]);
        _files.Rename(from, _folder.File("to"));
        File.Exists(from).ShouldBeFalse();
        File.ReadAllBytes(_folder.File("to")).ShouldBe([1, 2]);
    }

    [Fact]
    public void Renaming_replaces_only_when_asked()
    {
        var from = _folder.File("from", [1]);
        var to = _folder.File("to", [2]);
        var error = Should.Throw<StorageException>(() => _files.Rename(from, to));
        error.Code.ShouldBe(StorageErrorCode.AlreadyExists);
        error.Message.ShouldContain($"Rename of '{from}' to '{to}' failed");
        File.ReadAllBytes(to).ShouldBe([2]);
        _files.Rename(from, to, replace: true);
        File.ReadAllBytes(to).ShouldBe([1]);
    }

    [Fact]
    public void A_directory_is_created_once_with_the_mode_that_was_asked_for()
    {
        var path = _folder.File("directory");
        _files.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _files.GetMetadata(path).UnixMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Should.Throw<StorageException>(() => _files.CreateDirectory(path)).Code.ShouldBe(StorageErrorCode.AlreadyExists);
        Should.Throw<FileNotFoundException>(() => _files.CreateDirectory(_folder.File("missing/directory")));
    }

    [Fact]
    public void A_directory_is_flushed_by_its_path()
    {
        _files.FlushDirectory(_folder.Path);
        _platform.Flushed.ShouldBe([_folder.Path]);
        Should.Throw<FileNotFoundException>(() => _files.FlushDirectory(_folder.File("missing")));
        Should.Throw<StorageException>(() => _files.FlushDirectory(_folder.File("file", [1]))).Code.ShouldBe(StorageErrorCode.WrongKind);
    }

    [Fact]
    public void A_flush_of_a_directory_that_fails_is_reported()
    {
        _platform.FlushError = ForwardingPlatform.DeviceError;
        Should.Throw<StorageException>(() => _files.FlushDirectory(_folder.Path)).Code.ShouldBe(StorageErrorCode.DeviceError);
        Should.Throw<StorageException>(() => _files.FlushParent(_folder.File("file"))).Operation.ShouldBe("FlushParent");
    }

    [Theory]
    [InlineData("name", ".")]
    [InlineData("directory/name", "directory")]
    [InlineData("directory/name//", "directory")]
    [InlineData("directory//name", "directory")]
    [InlineData("./name", ".")]
    [InlineData("../name", "..")]
    [InlineData("/name", "/")]
    public void The_parent_of_a_name_is_the_directory_that_holds_it(string path, string parent)
    {
        _platform.FlushNothing = true;
        _files.FlushParent(path);
        _platform.Flushed.ShouldBe([parent]);
    }

    [Fact]
    public void The_parent_is_flushed_when_the_name_is_gone()
    {
        _files.FlushParent(_folder.File("gone"));
        _platform.Flushed.ShouldBe([_folder.Path]);
    }

    [Theory]
    [InlineData("/")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("directory/..")]
    [InlineData("")]
    public void What_no_directory_holds_by_name_has_no_parent(string path)
    {
        Should.Throw<ArgumentException>(() => _files.FlushParent(path));
        Should.Throw<ArgumentException>(() => _files.FlushParentAsync(path, TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public void An_empty_path_is_refused_before_anything_is_asked()
    {
        Should.Throw<ArgumentException>(() => _files.Exists(""));
        Should.Throw<ArgumentException>(() => _files.GetMetadata(""));
        Should.Throw<ArgumentException>(() => _files.Delete("", missingOk: true));
        Should.Throw<ArgumentException>(() => _files.Rename("", "to"));
        Should.Throw<ArgumentException>(() => _files.Rename("from", ""));
        Should.Throw<ArgumentException>(() => _files.CreateDirectory(""));
        Should.Throw<ArgumentException>(() => _files.FlushDirectory(""));
    }

    private sealed class DirectoryPlatform : ForwardingPlatform
    {
        public int MetadataError { get; set; }

        public int FlushError { get; set; }

        public bool FlushNothing { get; set; }

        public List<string> Flushed { get; } = [];

        public override IoResult GetMetadata(string path, bool followLinks, out FileMetadata metadata)
        {
            var result = base.GetMetadata(path, followLinks, out metadata);
            return MetadataError == 0 ? result : IoResult.Failure(MetadataError);
        }

        public override IoResult FlushDirectory(string path)
        {
            var result = FlushError != 0 ? IoResult.Failure(FlushError) : FlushNothing ? IoResult.Success() : base.FlushDirectory(path);
            if (!result.IsFailure)
            {
                Flushed.Add(path);
            }

            return result;
        }
    }
}
