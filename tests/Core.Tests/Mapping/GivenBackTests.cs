using System.Collections.Concurrent;
using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Mapping;

/// <summary>The addresses of a mapping that was given back are somebody else's: reopening the file lets go of what is still mapped, and of nothing else.</summary>
public sealed class GivenBackTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly RecordingPlatform _platform = new();
    private readonly string _path;

    public GivenBackTests() => _path = _folder.File("mapped", TemporaryDirectory.Pattern(20_000));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_change_of_the_length_gave_back_is_not_let_go_by_reopening()
    {
        var files = new CallerFileSystem(_platform);
        using var map = files.OpenMutableMapped(_path);
        map.SetLength(5_000);

        PoisonAndReopen(map);

        _platform.GivenBack.ShouldNotBeEmpty();
        _platform.LetGo.ShouldNotBeEmpty();
        _platform.LetGo.Intersect(_platform.GivenBack).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_being_given_back_is_not_let_go_by_another_object()
    {
        var files = new CallerFileSystem(_platform);
        using var map = files.OpenMutableMapped(_path);
        using var other = files.OpenMutableMapped(_path);
        _platform.OnGivingBack = () => PoisonAndReopen(other);

        map.SetLength(5_000);

        _platform.GivenBack.ShouldNotBeEmpty();
        _platform.LetGo.ShouldNotBeEmpty();
        _platform.LetGo.Intersect(_platform.GivenBack).ShouldBeEmpty();
    }

    /// <summary>Lets the mappings go; whether the pages are gone is not known afterwards, and not asked here.</summary>
    private void PoisonAndReopen(MutableMappedFileBase map)
    {
        _platform.FailsFlushes = true;
        Should.Throw<StorageException>(() => map.Flush()).Code.ShouldBe(StorageErrorCode.DeviceError);
        _platform.FailsFlushes = false;
        _platform.LetGo.Clear();
        Should.Throw<StorageException>(map.Reopen).Code.ShouldBe(StorageErrorCode.CacheUnverifiable);
    }

    private sealed class RecordingPlatform : ForwardingPlatform
    {
        public bool FailsFlushes { get; set; }

        /// <summary>Acts once, when a mapping is about to be given back.</summary>
        public Action? OnGivingBack { get; set; }

        public ConcurrentBag<PlatformMapping> GivenBack { get; } = [];

        public ConcurrentBag<PlatformMapping> LetGo { get; } = [];

        public override IoResult FlushMapping(PlatformMapping mapping, long offset, long length) =>
            FailsFlushes ? IoResult.Failure(DeviceError) : base.FlushMapping(mapping, offset, length);

        public override IoResult FlushData(PlatformFile file) => FailsFlushes ? IoResult.Failure(DeviceError) : base.FlushData(file);

        public override IoResult FlushAll(PlatformFile file) => FailsFlushes ? IoResult.Failure(DeviceError) : base.FlushAll(file);

        public override IoResult Retire(PlatformMapping mapping)
        {
            LetGo.Add(mapping);
            return GivenBack.Contains(mapping) ? IoResult.Success() : base.Retire(mapping);
        }

        public override IoResult Unmap(PlatformMapping mapping)
        {
            GivenBack.Add(mapping);
            var act = OnGivingBack;
            OnGivingBack = null;
            act?.Invoke();
            return base.Unmap(mapping);
        }
    }
}
