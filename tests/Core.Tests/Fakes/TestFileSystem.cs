namespace Mapwright.Core.Tests.Fakes;

/// <summary>A file system without an adapter: the neutral surfaces of the core, on a scheduler that the test drives.</summary>
public sealed class TestFileSystem(StoragePlatform? platform = null, IScheduler? scheduler = null)
    : FileSystemBase(platform ?? StoragePlatform.Current)
{
    protected override IScheduler Scheduler { get; } = scheduler ?? new ManualScheduler();
}
