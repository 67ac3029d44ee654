using System.Runtime.Versioning;

namespace Mapwright.Core.Tests.Files;

/// <summary>Directories of the operating system.</summary>
[SupportedOSPlatform("linux")]
public sealed class DirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly FaultingPlatform _platform = new();
    private readonly CallerFileSystem _files;

    public DirectoryTests() => _files = new CallerFileSystem(_platform);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Many_entries_come_once_each_in_more_than_one_batch()
    {
        var names = Enumerable.Range(0, 3000).Select(i => $"file with a long name {i:D5}").ToArray();
        Array.ForEach(names, name => File.WriteAllBytes(_folder.File(name), []));
        _files.Enumerate(_folder.Path).Select(entry => entry.Name).ShouldBe(names, ignoreOrder: true);
        _platform.CallsOf(nameof(StoragePlatform.ReadDirectory)).ShouldBeGreaterThan(2);
        _files.Count(_folder.Path).ShouldBe(3000);
    }

    [Fact]
    public void Entries_tell_their_kind_and_links_stand_for_themselves()
    {
        _folder.File("file", [1]);
        Directory.CreateDirectory(_folder.File("directory"));
        _folder.Link("link", "directory");
        _folder.Link("nowhere", "missing");
        _files.Enumerate(_folder.Path).ShouldBe(
        [
            new DirectoryEntry("file", FileKind.Regular),
            new DirectoryEntry("directory", FileKind.Directory),
            new DirectoryEntry("link", FileKind.SymbolicLink),
            new DirectoryEntry("nowhere", FileKind.SymbolicLink),
        ], ignoreOrder: true);
    }

    [Fact]
    public void A_name_that_is_not_utf8_names_the_same_file_on_the_way_back()
    {
        const string Name = "broken \uDCFF\uDC80 name";
        _files.ReplaceAtomically(_folder.File(Name), [7]);
        var entry = _files.Enumerate(_folder.Path).ShouldHaveSingleItem();
        entry.Name.ShouldBe(Name);
        _files.ReadAllBytes(_folder.File(entry.Name)).ShouldBe([7]);
        _files.Find(_folder.Path, "broken ?? name").ShouldBe([entry]);

        // The base class library would not find it.
        _files.Delete(_folder.File(Name));
    }

    [Fact]
    public void Links_to_directories_are_not_followed_so_a_loop_ends()
    {
        Directory.CreateDirectory(_folder.File("a"));
        _folder.Link("a/up", "..");
        _folder.File("a/file", []);
        Paths(_files.Enumerate(_folder.Path, new DirectoryOptions { Recursive = true })).ShouldBe(["a", "a/file", "a/up"]);
        Paths(_files.Find(_folder.Path, "a/up/*")).ShouldBeEmpty();
        Paths(_files.Enumerate(_folder.File("a/up"))).ShouldBe(["a"], "the directory that is asked for itself may be a link");
    }

    [Fact]
    public void A_directory_that_became_a_link_meanwhile_is_not_followed()
    {
        Directory.CreateDirectory(_folder.File("a"));
        Directory.CreateDirectory(_folder.File("b"));
        _folder.File("b/file", []);
        using var walk = _files.StartWalk(_folder.Path, "a/*");
        _platform.During(nameof(StoragePlatform.ReadDirectory), () => _platform.During(nameof(StoragePlatform.OpenDirectory), () =>
        {
            Directory.Delete(_folder.File("a"));
            _folder.Link("a", "b");
        }));
        _files.ReadEntries(walk).ShouldBeEmpty();
        File.Exists(_folder.File("a/file")).ShouldBeTrue("the link leads to a file that would have been found");
    }

    [Fact]
    public void A_directory_that_is_gone_meanwhile_is_passed_over()
    {
        Directory.CreateDirectory(_folder.File("a"));
        _platform.During(nameof(StoragePlatform.ReadDirectory), () =>
            _platform.During(nameof(StoragePlatform.OpenDirectory), () => Directory.Delete(_folder.File("a"))));
        Paths(_files.Enumerate(_folder.Path, new DirectoryOptions { Recursive = true })).ShouldBe(["a"]);
    }

    [Fact]
    public void Only_directories_that_the_pattern_leads_into_are_opened()
    {
        foreach (var name in new[] { "logs", "logs/old", "data", "data/deep" })
        {
            Directory.CreateDirectory(_folder.File(name));
            _folder.File($"{name}/x.log", []);
        }

        Paths(_files.Find(_folder.Path, "logs/*.log")).ShouldBe(["logs/x.log"]);
        _platform.CallsOf(nameof(StoragePlatform.OpenDirectory)).ShouldBe(2);
        Paths(_files.Find(_folder.Path, "**/{x,y}.log")).ShouldBe(["data/deep/x.log", "data/x.log", "logs/old/x.log", "logs/x.log"]);
    }

    [Fact]
    public void A_rooted_file_system_reads_its_own_directories_only()
    {
        Directory.CreateDirectory(_folder.File("root"));
        _folder.File("root/file", []);
        _folder.File("secret", []);
        _folder.Link("root/out", "..");
        var rooted = new CallerFileSystem(StoragePlatform.Current.Rooted(_folder.File("root")));
        Paths(rooted.Enumerate(".", new DirectoryOptions { Recursive = true })).ShouldBe(["file", "out"]);
        foreach (var path in new[] { "..", "/", "out", "out/root" })
        {
            Should.Throw<StorageException>(() => rooted.Count(path)).Code.ShouldBe(StorageErrorCode.OutsideRoot);
        }

        rooted.CreateDirectory("empty");
        rooted.DeleteDirectory("empty");
        Should.Throw<StorageException>(() => rooted.DeleteDirectory("out/root")).Code.ShouldBe(StorageErrorCode.OutsideRoot);
    }

    [Fact]
    public void A_directory_that_was_removed_has_no_more_entries()
    {
        Directory.CreateDirectory(_folder.File("a"));
        _platform.OpenDirectory(_folder.File("a"), followLinks: true, out var directory).IsFailure.ShouldBeFalse();
        Directory.Delete(_folder.File("a"));
        _platform.ReadDirectory(directory!, out var entries).ShouldBe(IoResult.Success());
        entries.ShouldBeEmpty();
        _platform.Close(directory!).IsFailure.ShouldBeFalse();
    }

    private static IEnumerable<string> Paths(IEnumerable<DirectoryEntry> entries) => entries.Select(entry => entry.Path).Order(StringComparer.Ordinal);
}
