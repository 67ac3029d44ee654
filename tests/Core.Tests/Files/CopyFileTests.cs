using System.Runtime.Versioning;

namespace Mapwright.Core.Tests.Files;

[SupportedOSPlatform("linux")]
public sealed class CopyFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly FaultingPlatform _platform = new();
    private readonly CallerFileSystem _files;

    public CopyFileTests() => _files = new CallerFileSystem(_platform);

    public void Dispose() => _folder.Dispose();

    [Theory, CombinatorialWays]
    public void Every_way_of_copying_gives_the_same_bytes(Reflink reflink, bool canClone, bool canCopyRange)
    {
        var content = TemporaryDirectory.Pattern((17 << 20) + 3);
        var from = _folder.File("from", content);
        _platform.Fail(nameof(StoragePlatform.Clone), canClone ? 0 : NotSupported);
        _platform.Fail(nameof(StoragePlatform.CopyRange), canCopyRange ? 0 : NotSupported);
        _files.Copy(from, _folder.File("to"), new CopyOptions { Reflink = reflink, Flush = false }).ShouldBe(content.Length);
        File.ReadAllBytes(_folder.File("to")).AsSpan().SequenceEqual(content).ShouldBeTrue();
        if (reflink == Reflink.Never)
        {
            _platform.CallsOf(nameof(StoragePlatform.Clone)).ShouldBe(0);
            _platform.CallsOf(nameof(StoragePlatform.CopyRange)).ShouldBe(0);
        }
    }

    [Fact]
    public void Where_blocks_must_be_shared_nothing_else_is_tried()
    {
        var from = _folder.File("from", TemporaryDirectory.Pattern(5000));
        _platform.Fail(nameof(StoragePlatform.Clone), NotSupported);
        Should.Throw<NotSupportedException>(() => _files.Copy(from, _folder.File("to"), new CopyOptions { Reflink = Reflink.Always }));
        _platform.CallsOf(nameof(StoragePlatform.CopyRange)).ShouldBe(0);
        Directory.GetFileSystemEntries(Path.GetDirectoryName(from)!).ShouldBe([from]);
    }

    [Fact]
    public void A_file_of_the_system_that_tells_no_length_is_copied_whole()
    {
        _files.Copy("/proc/cpuinfo", _folder.File("to")).ShouldBeGreaterThan(0);
        File.ReadAllText(_folder.File("to")).ShouldContain("processor");
        _files.ReadAllBytes("/proc/self/status").Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_copy_has_the_mode_of_its_source_and_other_attributes_when_asked()
    {
        var from = _folder.File("from", [1]);
        File.SetUnixFileMode(from, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.SetLastWriteTimeUtc(from, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        _files.Copy(from, _folder.File("plain"));
        _files.Copy(from, _folder.File("all"), new CopyOptions { Keep = FileAspects.All });
        File.GetUnixFileMode(_folder.File("plain")).ShouldBe(File.GetUnixFileMode(from));
        File.GetLastWriteTimeUtc(_folder.File("plain")).Year.ShouldBeGreaterThan(2001);
        File.GetLastWriteTimeUtc(_folder.File("all")).ShouldBe(File.GetLastWriteTimeUtc(from));
    }

    [Fact]
    public void A_copy_onto_itself_is_the_same_file_again()
    {
        var path = _folder.File("file", [1, 2]);
        _files.Copy(path, path, new CopyOptions { Replace = true });
        File.ReadAllBytes(path).ShouldBe([1, 2]);
    }

    [Fact]
    public void A_target_that_appears_meanwhile_is_not_replaced()
    {
        var from = _folder.File("from", [1]);
        _platform.During(nameof(StoragePlatform.FlushAll), () => _folder.File("to", [2]));
        Should.Throw<StorageException>(() => _files.Copy(from, _folder.File("to"))).Code.ShouldBe(StorageErrorCode.AlreadyExists);
        File.ReadAllBytes(_folder.File("to")).ShouldBe([2]);
        Directory.GetFiles(_folder.Path).Length.ShouldBe(2);
    }

    [Fact]
    public void Progress_is_told_and_a_cancelled_copy_leaves_nothing_behind()
    {
        var content = TemporaryDirectory.Pattern(40 << 20);
        var from = _folder.File("from", content);
        var to = _folder.File("to", [1]);
        using var cancel = new CancellationTokenSource();
        var told = new List<long>();
        var progress = new Told(count =>
        {
            told.Add(count);
            if (told.Count == 2)
            {
                cancel.Cancel();
            }
        });
        _platform.Fail(nameof(StoragePlatform.Clone), NotSupported);
        Should.Throw<OperationCanceledException>(() => _files.Copy(from, to, new CopyOptions { Replace = true }, progress, cancel.Token));
        told.ShouldBe([16 << 20, 32 << 20]);
        File.ReadAllBytes(to).ShouldBe([1]);
        Directory.GetFiles(_folder.Path).Length.ShouldBe(2);
    }

    private const int NotSupported = 95;

    private sealed class Told(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }

    private sealed class CombinatorialWaysAttribute : Xunit.v3.DataAttribute
    {
        public override bool SupportsDiscoveryEnumeration() => true;

        public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(System.Reflection.MethodInfo testMethod, Xunit.Sdk.DisposalTracker disposalTracker) => new(
        [
            .. from reflink in new[] { Reflink.Auto, Reflink.Never }
               from clone in new[] { true, false }
               from range in new[] { true, false }
               select new TheoryDataRow<Reflink, bool, bool>(reflink, clone, range),
        ]);
    }
}
