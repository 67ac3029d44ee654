using System.Runtime.Versioning;

namespace Mapwright.Core.Tests.Files;

/// <summary>Atomic replacement on the real file system; power cuts and each step's failure: tests of the simulation.</summary>
[SupportedOSPlatform("linux")]
public sealed class ReplaceTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly FaultingPlatform _platform = new();
    private readonly CallerFileSystem _files;

    public ReplaceTests() => _files = new CallerFileSystem(_platform);

    private string[] Names => [.. Directory.GetFileSystemEntries(_folder.Path).Select(path => Path.GetFileName(path)!).Order()];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_file_has_the_mode_that_was_asked_for_and_a_replaced_one_keeps_its_own()
    {
        var path = _folder.File("file");
        _files.ReplaceAtomically(path, [1], new ReplaceOptions { UnixMode = UnixFileMode.UserRead });
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead);
        _files.ReplaceAtomically(path, [2]);
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead);
        _files.ReplaceAtomically(path, [3], new ReplaceOptions { Keep = FileAspects.None });
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.ReadAllBytes(path).ShouldBe([3]);
    }

    [Fact]
    public void Times_and_owner_are_kept_when_asked()
    {
        var path = _folder.File("file", [1]);
        var then = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, then);
        if (Environment.IsPrivilegedProcess)
        {
            System.Diagnostics.Process.Start("chown", ["1234:2345", path]).WaitForExit();
        }

        var before = _files.GetMetadata(path);
        _files.ReplaceAtomically(path, [2], new ReplaceOptions { Keep = FileAspects.All });
        var after = _files.GetMetadata(path);
        after.LastWriteTime.ShouldBe(new DateTimeOffset(then));
        (after.UserId, after.GroupId).ShouldBe((before.UserId, before.GroupId));
        after.Identity.ShouldNotBe(before.Identity);
    }

    [Fact]
    public void While_it_is_written_nobody_else_may_read_what_will_be_secret()
    {
        var path = _folder.File("secret", [1]);
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        UnixFileMode? seen = null;
        _platform.During(nameof(StoragePlatform.WriteAt), () => seen = File.GetUnixFileMode(Directory.GetFiles(_folder.Path, ".mapwright-*").Single()));
        _files.ReplaceAtomically(path, [2]);
        seen.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_target_may_have_the_longest_name()
    {
        var path = _folder.File(new string('é', 127) + "x");
        _files.ReplaceAtomically(path, [1]);
        _files.ReplaceAtomically(path, [2]);
        File.ReadAllBytes(path).ShouldBe([2]);
    }

    [Fact]
    public void A_link_is_replaced_and_its_target_is_not()
    {
        var target = _folder.File("target", [1]);
        File.CreateSymbolicLink(_folder.File("link"), target);
        _files.ReplaceAtomically(_folder.File("link"), [2]);
        File.ReadAllBytes(target).ShouldBe([1]);
        new FileInfo(_folder.File("link")).LinkTarget.ShouldBeNull();
        File.ReadAllBytes(_folder.File("link")).ShouldBe([2]);
    }

    [Fact]
    public void A_directory_is_not_replaced()
    {
        Directory.CreateDirectory(_folder.File("directory"));
        var error = Should.Throw<StorageException>(() => _files.ReplaceAtomically(_folder.File("directory"), [1]));
        (error.Code, error.Step).ShouldBe((StorageErrorCode.WrongKind, ReplaceStep.Rename));
        Names.ShouldBe(["directory"]);
    }

    [Fact]
    public void Only_the_expected_file_is_replaced()
    {
        var path = _folder.File("file", [1]);
        var options = new ReplaceOptions { Expected = _files.GetMetadata(path).Identity };
        options = options with { Expected = _files.ReplaceAtomically(path, [2], options) };
        File.Move(_folder.File("other", [3]), path, overwrite: true);
        var error = Should.Throw<StorageException>(() => _files.ReplaceAtomically(path, [4], options));
        (error.Code, error.Step).ShouldBe((StorageErrorCode.AnotherFile, ReplaceStep.Rename));
        File.ReadAllBytes(path).ShouldBe([3]);
        Names.ShouldBe(["file"]);
    }

    [Fact]
    public void What_a_dead_process_left_is_cleared_away_by_the_next_replacement()
    {
        var path = _folder.File("file", [1]);
        var orphan = OrphanOf(path);
        File.WriteAllBytes(orphan, [9, 9]);
        _files.ReplaceAtomically(path, [2]);
        Names.ShouldBe(["file"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void What_a_dead_process_left_under_another_name_is_cleared_away_too(int slot)
    {
        var path = _folder.File("file", [1]);
        var first = OrphanOf(path);
        File.WriteAllBytes(first.Replace("-0.tmp", $"-{slot}.tmp", StringComparison.Ordinal), [9, 9]);
        File.WriteAllBytes(first.Replace("-0.tmp", "-0123456789abcdef.tmp", StringComparison.Ordinal), [9, 9]);
        var foreign = _folder.File(".mapwright-of-another-0.tmp", [7]);

        _files.ReplaceAtomically(path, [2]);

        Names.ShouldBe([Path.GetFileName(foreign), "file"]);
    }

    [Fact]
    public void What_a_living_one_is_writing_is_left_alone()
    {
        var path = _folder.File("file", [1]);
        byte[]? inner = null;
        _platform.During(nameof(StoragePlatform.WriteAt), () =>
        {
            new CallerFileSystem().ReplaceAtomically(path, [3]);
            inner = File.ReadAllBytes(path);
        });
        _files.ReplaceAtomically(path, [2]);
        inner.ShouldBe([3]);
        File.ReadAllBytes(path).ShouldBe([2]);
        Names.ShouldBe(["file"]);
    }

    [Fact]
    public void A_link_that_was_put_in_the_place_of_a_temporary_is_neither_followed_nor_in_the_way()
    {
        var path = _folder.File("file", [1]);
        var precious = _folder.File("precious", [7]);
        File.CreateSymbolicLink(OrphanOf(path), precious);
        _files.ReplaceAtomically(path, [2]);
        File.ReadAllBytes(precious).ShouldBe([7]);
        File.ReadAllBytes(path).ShouldBe([2]);
    }

    [Fact]
    public void Many_writers_of_one_file_each_replace_it_whole()
    {
        var path = _folder.File("file", Enumerable.Repeat((byte)0, 5000).ToArray());
        Parallel.For(1, 600, new ParallelOptions { MaxDegreeOfParallelism = 12 }, i =>
        {
            _files.ReplaceAtomically(path, Enumerable.Repeat((byte)i, 5000).ToArray(), new ReplaceOptions { Flush = false });
            var content = _files.ReadAllBytes(path);
            content.Length.ShouldBe(5000);
            content.Distinct().Count().ShouldBe(1);
        });
        Names.ShouldBe(["file"]);
    }

    [Fact]
    public void A_flush_of_the_directory_that_fails_is_not_made_good_by_flushing_it_again()
    {
        var path = _folder.File("file", [1]);
        _platform.Fail(nameof(StoragePlatform.FlushDirectory), Fakes.ForwardingPlatform.DeviceError);
        var error = Should.Throw<StorageException>(() => _files.ReplaceAtomically(path, [2]));
        (error.Code, error.Step, error.SystemError).ShouldBe((StorageErrorCode.ReplacedNotDurable, ReplaceStep.FlushDirectory, 5));
        File.ReadAllBytes(path).ShouldBe([2]);
        _platform.Fail(nameof(StoragePlatform.FlushDirectory), 0);
        Should.Throw<StorageException>(() => _files.FlushDirectory(_folder.Path)).Code.ShouldBe(StorageErrorCode.Poisoned);
        Should.Throw<StorageException>(() => _files.FlushParent(path)).Code.ShouldBe(StorageErrorCode.Poisoned);
        _files.ReplaceAtomically(path, [3]);
        File.ReadAllBytes(path).ShouldBe([3]);
    }

    private string OrphanOf(string path)
    {
        string? temporary = null;
        _platform.During(nameof(StoragePlatform.WriteAt), () => temporary = Directory.GetFiles(_folder.Path, ".mapwright-*").Single());
        _files.ReplaceAtomically(path, [1]);
        return temporary!;
    }
}
