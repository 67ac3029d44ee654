using System.Diagnostics;
using System.Runtime.Versioning;

namespace Mapwright.Core.Tests.Files;

/// <summary>A file system that is kept in a directory: it works as any other, and nobody gets out of it.</summary>
[SupportedOSPlatform("linux")]
public sealed class RootedTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly string _root;
    private readonly string _secret;
    private readonly CallerFileSystem _files;

    public RootedTests()
    {
        _root = Directory.CreateDirectory(_folder.File("root")).FullName;
        _secret = _folder.File("secret", [42]);
        _files = new CallerFileSystem(StoragePlatform.Current.Rooted(_root));
    }

    public static TheoryData<string> WaysOut => ["../secret", "/etc/passwd", "a/../../secret", "out/secret", "a/out/secret", "..", "/"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_known_of_a_file_outside_is_known_inside()
    {
        var path = System.IO.Path.Combine(_root, "file");
        using var outside = new CallerFileSystem().CreateNew(path);
        using var inside = _files.OpenWrite("file");
        using var journal = new CallerFileSystem().OpenJournal(System.IO.Path.Combine(_root, "journal"));
        using var reader = _files.OpenJournalReader("journal");

        var inode = Inode.Acquire(StoragePlatform.Current, outside.Identity);
        inode.Poison(new IOException("a flush failed"));
        inode.Release();
        (outside.IsPoisoned, inside.IsPoisoned).ShouldBe((true, true));
        Should.Throw<StorageException>(() => inside.WriteAt([1], 0)).Code.ShouldBe(StorageErrorCode.Poisoned);

        journal.Append([1]);
        reader.Read().ShouldBeNull("a reader of the process gets what is durable");
        var waiting = reader.WaitForMoreAsync(TestContext.Current.CancellationToken);
        journal.Commit(TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeTrue();
        reader.Read().ShouldNotBeNull();
    }

    [Fact]
    public void Everything_works_inside()
    {
        _files.CreateDirectory("a");
        _files.CreateDirectory("a/b/");
        using (var file = _files.CreateNew("a/b/file"))
        {
            file.WriteAt([1, 2, 3], 0);
            file.FlushAll();
        }

        using (var map = _files.OpenMutableMapped("a/../a/b/file"))
        {
            map.Span[0].ShouldBe((byte)1);
        }

        _files.ReplaceAtomically("a/b/file", [4, 5]);
        _files.Copy("a/b/file", "copy").ShouldBe(2);
        _files.Rename("copy", "a/moved");
        _files.ReadAllBytes("a/moved").ShouldBe([4, 5]);
        _files.FlushParent("a/moved");
        _files.FlushDirectory(".");
        _files.GetMetadata("a/b/..").Identity.ShouldBe(_files.GetMetadata("a").Identity);
        _files.DeleteByIdentity("a/moved", _files.GetMetadata("a/moved").Identity);
        _files.Delete("a/b/file");
        Directory.GetFileSystemEntries(_root, "*", SearchOption.AllDirectories).Length.ShouldBe(2);
    }

    [Theory, MemberData(nameof(WaysOut))]
    public void No_path_leads_out(string path)
    {
        Directory.CreateDirectory(Path.Combine(_root, "a"));
        File.CreateSymbolicLink(Path.Combine(_root, "out"), _folder.Path);
        File.CreateSymbolicLink(Path.Combine(_root, "a", "out"), "../..");
        File.WriteAllBytes(Path.Combine(_root, "inside"), [1]);
        foreach (var attempt in new Action[]
        {
            () => _files.GetMetadata(path),
            () => _files.Exists(path),
            () => _files.FlushDirectory(path),
            () => _files.OpenRead(path).Dispose(),
            () => _files.OpenWrite(path + "/x").Dispose(),
            () => _files.CreateNew(path + "/new").Dispose(),
            () => _files.CreateDirectory(path + "/new"),
            () => _files.Delete(path + "/x"),
            () => _files.DeleteByIdentity(path + "/x", default),
            () => _files.Rename("inside", path + "/x", replace: true),
            () => _files.Rename(path + "/x", "inside", replace: true),
            () => _files.ReplaceAtomically(path + "/x", [1]),
            () => _files.Copy("inside", path + "/x"),
        })
        {
            Should.Throw<StorageException>(attempt).Code.ShouldBeOneOf(StorageErrorCode.OutsideRoot, StorageErrorCode.WrongKind);
        }

        Directory.GetFileSystemEntries(_folder.Path).Length.ShouldBe(2);
        File.ReadAllBytes(_secret).ShouldBe([42]);
    }

    [Fact]
    public void A_link_that_stays_inside_is_followed_but_not_as_the_file_that_is_opened()
    {
        Directory.CreateDirectory(Path.Combine(_root, "a"));
        File.WriteAllBytes(Path.Combine(_root, "a", "file"), [7]);
        File.CreateSymbolicLink(Path.Combine(_root, "door"), "a");
        File.CreateSymbolicLink(Path.Combine(_root, "link"), "a/file");
        _files.ReadAllBytes("door/file").ShouldBe([7]);
        _files.GetMetadata("link").Length.ShouldBe(1);
        _files.GetMetadata("link", followLinks: false).IsSymbolicLink.ShouldBeTrue();
        Should.Throw<StorageException>(() => _files.OpenRead("link")).Code.ShouldBe(StorageErrorCode.InvalidPath);
    }

    [Fact]
    public void A_link_that_leads_out_is_described_itself_and_not_followed()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "link"), _secret);
        _files.GetMetadata("link", followLinks: false).IsSymbolicLink.ShouldBeTrue();
        Should.Throw<StorageException>(() => _files.GetMetadata("link")).Code.ShouldBe(StorageErrorCode.OutsideRoot);
        _files.Delete("link");
        File.Exists(_secret).ShouldBeTrue();
    }

    /// <remarks>The other party swaps a directory and a link that leads out, as fast as it can, while names in it are used.</remarks>
    [Fact]
    public async Task Nobody_gets_out_while_links_are_swapped()
    {
        Directory.CreateDirectory(_folder.File("outside"));
        File.WriteAllBytes(_folder.File("outside/file"), [42]);
        Directory.CreateDirectory(Path.Combine(_root, "door"));
        File.WriteAllBytes(Path.Combine(_root, "door", "file"), [1]);
        File.CreateSymbolicLink(Path.Combine(_root, "link"), _folder.File("outside"));
        using var done = new CancellationTokenSource();
        var swaps = 0;
        var attacker = Task.Run(() =>
        {
            var files = new CallerFileSystem();
            while (!done.IsCancellationRequested)
            {
                files.Rename(Path.Combine(_root, "door"), Path.Combine(_root, "spare"));
                files.Rename(Path.Combine(_root, "link"), Path.Combine(_root, "door"));
                files.Rename(Path.Combine(_root, "door"), Path.Combine(_root, "link"));
                files.Rename(Path.Combine(_root, "spare"), Path.Combine(_root, "door"));
                swaps++;
            }
        }, TestContext.Current.CancellationToken);

        var inside = 0;
        var refused = 0;
        while (inside < 300 || refused < 50)
        {
            try
            {
                _files.ReadAllBytes("door/file").ShouldBe([1]);
                _files.ReplaceAtomically("door/file", [1], new ReplaceOptions { Flush = false });
                inside++;
            }
            catch (Exception refusal) when (refusal is StorageException or FileNotFoundException)
            {
                refused++;
            }
        }

        await done.CancelAsync();
        await attacker;
        swaps.ShouldBeGreaterThan(0);
        Directory.GetFileSystemEntries(_folder.File("outside")).ShouldBe([_folder.File("outside/file")]);
        File.ReadAllBytes(_folder.File("outside/file")).ShouldBe([42]);
    }

    [Fact]
    public void Pipes_and_devices_are_refused_and_do_not_block()
    {
        Run("mkfifo", Path.Combine(_root, "pipe")).ShouldBe(0);
        Should.Throw<StorageException>(() => _files.OpenRead("pipe")).Code.ShouldBe(StorageErrorCode.WrongKind);
        Should.Throw<StorageException>(() => _files.OpenWrite("pipe")).Code.ShouldBe(StorageErrorCode.WrongKind);
        var devices = new CallerFileSystem(StoragePlatform.Current.Rooted("/dev"));
        Should.Throw<StorageException>(() => devices.OpenRead("null")).Code.ShouldBe(StorageErrorCode.WrongKind);
    }

    [Fact]
    public void Magic_links_of_the_system_are_no_way_out()
    {
        var own = new CallerFileSystem(StoragePlatform.Current.Rooted("/proc/self"));
        own.GetMetadata("root", followLinks: false).IsSymbolicLink.ShouldBeTrue();
        Should.Throw<StorageException>(() => own.GetMetadata("root/etc"));
        Should.Throw<StorageException>(() => own.OpenRead("root/etc/passwd"));
    }

    [Fact]
    public void Long_names_and_names_that_are_not_utf8_are_names_as_any_other()
    {
        foreach (var name in new[] { new string('é', 127) + "x", "broken \uDCFF name", "日本語", "a\\b" })
        {
            _files.ReplaceAtomically(name, [1]);
            _files.ReadAllBytes(name).ShouldBe([1]);
            _files.Delete(name);
        }

        Should.Throw<StorageException>(() => _files.OpenWrite(new string('é', 128))).Code.ShouldBe(StorageErrorCode.InvalidPath);
    }

    [Fact]
    public void A_rooted_platform_is_rooted_again_inside()
    {
        Directory.CreateDirectory(Path.Combine(_root, "a"));
        File.WriteAllBytes(Path.Combine(_root, "file"), [1]);
        var inner = new CallerFileSystem(_files.Platform.Rooted("a"));
        Should.Throw<StorageException>(() => inner.OpenRead("../file")).Code.ShouldBe(StorageErrorCode.OutsideRoot);
        Should.Throw<StorageException>(() => _files.Platform.Rooted("..")).Code.ShouldBe(StorageErrorCode.OutsideRoot);
        Should.Throw<FileNotFoundException>(() => StoragePlatform.Current.Rooted(_folder.File("missing")));
        Should.Throw<StorageException>(() => StoragePlatform.Current.Rooted(_secret)).Code.ShouldBe(StorageErrorCode.WrongKind);
    }

    [Fact]
    public void Documented_limit_a_hard_link_into_the_root_is_inside()
    {
        Run("ln", _secret, Path.Combine(_root, "hard")).ShouldBe(0);
        _files.ReadAllBytes("hard").ShouldBe([42]);
    }

    [Fact]
    public void Documented_limit_a_mount_into_the_root_is_inside()
    {
        var mountPoint = Directory.CreateDirectory(Path.Combine(_root, "mounted")).FullName;
        var outside = Directory.CreateDirectory(_folder.File("outside")).FullName;
        File.WriteAllBytes(Path.Combine(outside, "file"), [42]);
        Assert.SkipUnless(Run("mount", "--bind", outside, mountPoint) == 0, "mounting is not permitted here");
        try
        {
            _files.ReadAllBytes("mounted/file").ShouldBe([42]);
        }
        finally
        {
            Run("umount", mountPoint);
        }
    }

    [Fact]
    public void Documented_limit_a_directory_that_is_moved_out_takes_along_who_uses_it()
    {
        var inside = Directory.CreateDirectory(Path.Combine(_root, "a")).FullName;
        using var file = _files.CreateNew("a/file");
        _files.Platform.OpenDirectory("a", followLinks: false, out var directory).IsFailure.ShouldBeFalse();

        Directory.Move(inside, _folder.File("moved"));
        File.WriteAllBytes(_folder.File("moved/new"), []);
        file.WriteAt([1], 0);
        var read = _files.Platform.ReadDirectory(directory!, out var entries);
        _files.Platform.Close(directory!);

        File.ReadAllBytes(_folder.File("moved/file")).ShouldBe([1]);
        read.IsFailure.ShouldBeFalse();
        entries.Select(entry => entry.Name).ShouldContain("new");
        Should.Throw<FileNotFoundException>(() => _files.OpenRead("a/file"));
        Should.Throw<StorageException>(() => _files.OpenRead("../moved/file")).Code.ShouldBe(StorageErrorCode.OutsideRoot);
    }

    [Fact]
    public void Documented_limit_the_file_system_goes_with_its_root_when_that_is_moved()
    {
        _files.ReplaceAtomically("file", [1]);
        Directory.Move(_root, _folder.File("moved"));
        _files.ReplaceAtomically("file", [2]);
        File.ReadAllBytes(_folder.File("moved/file")).ShouldBe([2]);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
