namespace Mapwright.Core.Tests.Fakes;

/// <summary>The thread pool, and nothing else.</summary>
public sealed class PoolItems : IScheduler
{
    public void Schedule(IWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
}
