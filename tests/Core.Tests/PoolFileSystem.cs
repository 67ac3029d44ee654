namespace Mapwright.Core.Tests;

/// <summary>The core alone, on the thread pool.</summary>
public sealed class PoolFileSystem(StoragePlatform? platform = null) : FileSystemBase(platform ?? StoragePlatform.Current)
{
    protected override IScheduler Scheduler { get; } = new PoolScheduler();

    private sealed class PoolScheduler : IScheduler
    {
        public void Schedule(IWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }
}
