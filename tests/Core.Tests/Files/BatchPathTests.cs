using Mapwright.Core.Tests.Fakes;
using Mapwright.Tests.Scheduling;

namespace Mapwright.Core.Tests.Files;

/// <summary>Relative paths of a batch, of a process that moves to another directory while it runs.</summary>
[Collection(Alone.Name)]
public sealed class BatchPathTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly TemporaryDirectory _elsewhere = new();
    private readonly string _before = Environment.CurrentDirectory;
    private readonly CallerFileSystem _files;

    public BatchPathTests()
    {
        _folder.File("a", [1]);
        _folder.File("b", [2]);
        Environment.CurrentDirectory = _folder.Path;
        _files = new CallerFileSystem(new MovingPlatform(_elsewhere.Path));
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public void Files_are_replaced_where_the_call_was_made()
    {
        _files.ReplaceEach([new FileReplacement("a", new byte[] { 8 }), new FileReplacement("b", new byte[] { 9 })]);
        TemporaryDirectory.Read(_folder.File("a")).ShouldBe([8]);
        TemporaryDirectory.Read(_folder.File("b")).ShouldBe([9]);
        Directory.GetFileSystemEntries(_elsewhere.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Files_are_copied_where_the_call_was_made()
    {
        _files.CopyEach([new CopyPaths("a", "c"), new CopyPaths("b", "d")]);
        TemporaryDirectory.Read(_folder.File("c")).ShouldBe([1]);
        TemporaryDirectory.Read(_folder.File("d")).ShouldBe([2]);
        Directory.GetFileSystemEntries(_elsewhere.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Files_are_removed_where_the_call_was_made()
    {
        var other = _elsewhere.File("b", [3]);
        _files.DeleteEach(["a", "b"]);
        Directory.GetFileSystemEntries(_folder.Path).ShouldBeEmpty();
        File.Exists(other).ShouldBeTrue();
    }

    [Fact]
    public void Files_are_flushed_where_the_call_was_made() => _files.FlushEach(["a", "b"]);

    [Fact]
    public void What_became_of_a_file_is_told_by_the_path_that_was_given()
    {
        var failed = Should.Throw<StorageBatchException>(() => _files.DeleteEach(["a", "missing"]));
        failed.Outcomes.Select(outcome => outcome.Path).ShouldBe(["a", "missing"]);
    }

    /// <summary>Moves the process to another directory after each step that a batch makes with a name.</summary>
    private sealed class MovingPlatform(string target) : ForwardingPlatform
    {
        internal override bool UsesCurrentDirectory => true;

        public override IoResult Open(string path, in OpenRequest request, out PlatformFile? file)
        {
            var result = base.Open(path, request, out file);
            Environment.CurrentDirectory = target;
            return result;
        }

        public override IoResult Delete(string path)
        {
            var result = base.Delete(path);
            Environment.CurrentDirectory = target;
            return result;
        }
    }
}
