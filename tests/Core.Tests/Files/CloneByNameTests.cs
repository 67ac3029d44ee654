using System.Runtime.Versioning;
using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Files;

/// <summary>Copies where the system shares blocks only with a file that it makes itself, as macOS does.</summary>
[SupportedOSPlatform("linux")]
public sealed class CloneByNameTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ClonesByName _platform = new();
    private readonly CallerFileSystem _files;
    private readonly byte[] _content = TemporaryDirectory.Pattern(5000);
    private readonly string _from;

    public CloneByNameTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a file that is open is not copied by its path there");
        _files = new CallerFileSystem(_platform);
        _from = _folder.File("from", _content);
        File.SetUnixFileMode(_from, UnixFileMode.UserRead);
        File.SetLastWriteTimeUtc(_from, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
    }

    private string To => _folder.File("to");

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(Reflink.Auto), InlineData(Reflink.Always)]
    public void A_copy_is_the_clone_and_nothing_is_transferred(Reflink reflink)
    {
        _files.Copy(_from, To, new CopyOptions { Reflink = reflink }).ShouldBe(_content.Length);

        File.ReadAllBytes(To).ShouldBe(_content);
        Names().ShouldBe(["from", "to"]);
        _platform.Transfers.ShouldBe(0);
        _files.Copy(_from, To, new CopyOptions { Reflink = Reflink.Never, Replace = true });
        _platform.Transfers.ShouldBe(1);
    }

    [Theory]
    [InlineData(FileAspects.None)]
    [InlineData(FileAspects.Mode)]
    [InlineData(FileAspects.Mode | FileAspects.Times)]
    public void A_clone_has_those_attributes_of_its_source_that_were_asked_for(FileAspects keep)
    {
        _files.Copy(_from, To, new CopyOptions { Keep = keep });

        (File.GetUnixFileMode(To) == UnixFileMode.UserRead).ShouldBe(keep.HasFlag(FileAspects.Mode));
        (File.GetLastWriteTimeUtc(To).Year == 2001).ShouldBe(keep.HasFlag(FileAspects.Times));
    }

    [Fact]
    public void Where_blocks_are_not_shared_bytes_are_copied()
    {
        _platform.Answer = StoragePlatform.Current.NotSupported;
        _files.Copy(_from, To).ShouldBe(_content.Length);
        File.ReadAllBytes(To).ShouldBe(_content);
        Should.Throw<NotSupportedException>(() => _files.Copy(_from, To, new CopyOptions { Reflink = Reflink.Always, Replace = true }));
        Names().ShouldBe(["from", "to"]);
    }

    [Fact]
    public void A_clone_that_another_party_took_for_an_orphan_is_made_again()
    {
        _platform.Lost = 2;
        _files.Copy(_from, To, new CopyOptions { Reflink = Reflink.Always });
        File.ReadAllBytes(To).ShouldBe(_content);
        _platform.Lost.ShouldBe(0);
    }

    [Fact]
    public void A_clone_is_no_orphan_to_another_copy_that_runs_meanwhile()
    {
        _platform.OnFlush = () => _files.Copy(_from, To);
        _files.Copy(_from, To, new CopyOptions { Replace = true }).ShouldBe(_content.Length);
        Names().ShouldBe(["from", "to"]);
    }

    [Fact]
    public void A_clone_that_cannot_be_opened_is_removed_and_bytes_are_copied()
    {
        _platform.OpenError = 13;
        _files.Copy(_from, To).ShouldBe(_content.Length);
        File.ReadAllBytes(To).ShouldBe(_content);
        Names().ShouldBe(["from", "to"]);
        _platform.Transfers.ShouldBe(1);
    }

    [Theory]
    [InlineData(nameof(StoragePlatform.CloneAs))]
    [InlineData(nameof(StoragePlatform.Open))]
    [InlineData(nameof(StoragePlatform.TryLock))]
    [InlineData(nameof(StoragePlatform.SetAttributes))]
    [InlineData(nameof(StoragePlatform.Rename))]
    public void A_step_that_fails_is_an_error_and_leaves_nothing(string step)
    {
        _platform.Break(step);
        Should.Throw<StorageException>(() => _files.Copy(_from, To)).Code.ShouldBe(StorageErrorCode.DeviceError);
        Names().ShouldBe(["from"]);
    }

    [Fact]
    public void A_probe_says_that_blocks_are_shared()
    {
        _files.Probe(_folder.Path).Has(StorageFeatures.Reflink).ShouldBeTrue();
        _platform.Answer = StoragePlatform.Current.NotSupported;
        _files.Probe(_folder.Path, anew: true).Has(StorageFeatures.Reflink).ShouldBeFalse();
        Names().ShouldBe(["from"]);
    }

    private IEnumerable<string> Names() => Directory.GetFileSystemEntries(_folder.Path).Select(path => Path.GetFileName(path)).Order();

    /// <summary>Makes clones, by copying, that have the attributes of their source.</summary>
    [SupportedOSPlatform("linux")]
    private sealed class ClonesByName : ForwardingPlatform
    {
        private readonly Dictionary<PlatformFile, string> _paths = [];
        private string? _broken;
        private string? _clone;

        public IoResult Answer { get; set; }

        /// <summary>How many clones vanish as soon as they are made.</summary>
        public int Lost { get; set; }

        /// <summary>With what the opening of a clone fails.</summary>
        public int OpenError { get; set; }

        public int Transfers { get; private set; }

        /// <summary>Called when the first file is made durable.</summary>
        public Action? OnFlush { get; set; }

        /// <summary>Makes a step fail from the moment on that there is a clone; making it, at once.</summary>
        public void Break(string step)
        {
            _broken = step;
            Answer = step == nameof(CloneAs) ? IoResult.Failure(DeviceError) : default;
        }

        public override IoResult Open(string path, in OpenRequest request, out PlatformFile? file)
        {
            file = null;
            if (path == _clone && (OpenError != 0 || IsBroken(nameof(Open))))
            {
                return IoResult.Failure(OpenError != 0 ? OpenError : DeviceError);
            }

            var opened = base.Open(path, request, out file);
            if (!opened.IsFailure)
            {
                _paths[file!] = path;
            }

            return opened;
        }

        public override IoResult Clone(PlatformFile source, PlatformFile target) => NotSupported;

        public override IoResult CopyRange(PlatformFile source, long sourceOffset, PlatformFile target, long targetOffset, long length) => NotSupported;

        public override IoResult CloneAs(PlatformFile source, string path)
        {
            if (Answer.IsFailure)
            {
                return Answer;
            }

            _clone = path;
            File.Copy(_paths[source], path);
            File.SetUnixFileMode(path, File.GetUnixFileMode(_paths[source]));
            File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(_paths[source]));
            if (Lost > 0)
            {
                Lost--;
                File.Delete(path);
            }

            return IoResult.Success();
        }

        public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset)
        {
            Transfers++;
            return base.WriteAt(file, buffer, offset);
        }

        public override IoResult FlushAll(PlatformFile file)
        {
            var act = OnFlush;
            OnFlush = null;
            act?.Invoke();
            return base.FlushAll(file);
        }

        public override IoResult TryLock(PlatformFile file, LockMode mode) =>
            IsBroken(nameof(TryLock)) ? IoResult.Failure(DeviceError) : base.TryLock(file, mode);

        public override IoResult SetAttributes(PlatformFile file, in FileMetadata metadata, FileAspects aspects) =>
            IsBroken(nameof(SetAttributes)) ? IoResult.Failure(DeviceError) : base.SetAttributes(file, metadata, aspects);

        public override IoResult Rename(string from, string to, bool replace) =>
            IsBroken(nameof(Rename)) ? IoResult.Failure(DeviceError) : base.Rename(from, to, replace);

        private bool IsBroken(string step) => _broken == step && _clone is not null;
    }
}
