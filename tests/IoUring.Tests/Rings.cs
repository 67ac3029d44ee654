using Mapwright.Ringed;

namespace Mapwright.IoUring.Tests;

/// <summary>Schedulers of the tests.</summary>
internal static class Rings
{
    /// <summary>A scheduler that has a ring, or the test is skipped.</summary>
    public static IoUringScheduler Require(IoUringSchedulerOptions? options = null)
    {
        var scheduler = new IoUringScheduler(options ?? new IoUringSchedulerOptions());
        if (scheduler.ActiveBackend.Kind != IoUringBackendKind.Ring)
        {
            scheduler.Dispose();
            Assert.Skip($"There is no ring here: {scheduler.ActiveBackend.Reason}.");
        }

        return scheduler;
    }
}
