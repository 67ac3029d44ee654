using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mapwright.Tests.Listening;

internal static class ActivityLog
{
    /// <summary>Collects the activities of the library that end.</summary>
    public static ActivityListener Follow(ConcurrentQueue<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StorageTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
