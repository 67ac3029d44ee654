namespace Mapwright.Core.Tests;

/// <summary>The core alone: its neutral surfaces, on a scheduler that runs everything on the caller's thread.</summary>
public sealed class CallerFileSystem(StoragePlatform? platform = null) : FileSystemBase(platform ?? StoragePlatform.Current)
{
    protected override IScheduler Scheduler { get; } = new CallerScheduler();

    private sealed class CallerScheduler : IScheduler
    {
        public void Schedule(IWorkItem item) => item.Execute();
    }
}
