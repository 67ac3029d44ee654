namespace Mapwright.Core.Tests.Platform;

/// <summary>Directories as the platform reads them.</summary>
public sealed class DirectoryReadingTests : PlatformTest
{
    public DirectoryReadingTests() => Assert.SkipWhen(OperatingSystem.IsMacOS(), "directories are not read on macOS");

    [Fact]
    public void Entries_come_in_batches_once_each_with_their_kind()
    {
        var expected = Enumerable.Range(0, 1500).Select(i => new DirectoryEntry($"file with a long name {i:D5}", FileKind.Regular)).ToList();
        expected.ForEach(entry => Folder.File(entry.Path, []));
        expected.AddRange(new[] { "ä 音 😀", new string('x', 250) }.Select(name => new DirectoryEntry(name, FileKind.Directory)));
        expected.Where(entry => entry.Kind == FileKind.Directory).ToList().ForEach(entry => Directory.CreateDirectory(Folder.File(entry.Path)));

        var batches = Read(Folder.Path);

        batches.Count.ShouldBeGreaterThan(1);
        batches.SelectMany(batch => batch).ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public void A_directory_that_is_empty_has_no_entries() => Read(Folder.Path).ShouldBeEmpty();

    [Fact]
    public void A_link_to_a_directory_is_an_entry_and_opened_only_when_it_is_asked_to()
    {
        Directory.CreateDirectory(Folder.File("inner"));
        Folder.File("inner/file", [1]);
        var link = Folder.Link("link", "inner");

        Read(Folder.Path).SelectMany(batch => batch).ShouldContain(new DirectoryEntry("link", FileKind.SymbolicLink));
        Read(link).SelectMany(batch => batch).ShouldBe([new DirectoryEntry("file", FileKind.Regular)]);
        OpenDirectoryError(link, followLinks: false).ShouldBe(StorageErrorCode.WrongKind);
    }

    [Fact]
    public void What_is_no_directory_is_not_opened()
    {
        OpenDirectoryError(Folder.File("file", [1])).ShouldBe(StorageErrorCode.WrongKind);
        OpenDirectoryError(Path.Combine(Folder.File("file"), "below")).ShouldBe(StorageErrorCode.WrongKind);
        OpenDirectoryError(Folder.File("missing")).ShouldBe(StorageErrorCode.NotFound);
        OpenDirectoryError("a\0b").ShouldBe(StorageErrorCode.InvalidPath);
    }

    [Fact]
    public void A_directory_that_is_open_can_be_removed()
    {
        var path = Directory.CreateDirectory(Folder.File("removed")).FullName;
        Platform.OpenDirectory(path, followLinks: true, out var directory).ShouldSucceed();
        Platform.DeleteDirectory(path).ShouldSucceed();
        Platform.ReadDirectory(directory!, out var entries).ShouldSucceed();
        entries.ShouldBeEmpty();
        Platform.Close(directory!).ShouldSucceed();
        Directory.Exists(path).ShouldBeFalse();
    }

    private List<IReadOnlyList<DirectoryEntry>> Read(string path)
    {
        var batches = new List<IReadOnlyList<DirectoryEntry>>();
        Platform.OpenDirectory(path, followLinks: true, out var directory).ShouldSucceed();
        while (Platform.ReadDirectory(directory!, out var entries).ShouldSucceed() > 0)
        {
            batches.Add(entries);
        }

        Platform.Close(directory!).ShouldSucceed();
        return batches;
    }

    private StorageErrorCode OpenDirectoryError(string path, bool followLinks = true) =>
        Platform.CodeOf(Platform.OpenDirectory(path, followLinks, out _));
}
