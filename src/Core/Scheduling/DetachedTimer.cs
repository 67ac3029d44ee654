namespace Mapwright;

/// <summary>Timers of the library's own: they do not carry the ambient context of whoever happened to start them.</summary>
internal static class DetachedTimer
{
    /// <summary>Starts a timer that fires once; with <see cref="Timeout.InfiniteTimeSpan"/>, not before it is changed.</summary>
    public static ITimer Create(TimeProvider clock, TimerCallback callback, object state, TimeSpan dueTime)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return clock.CreateTimer(callback, state, dueTime, Timeout.InfiniteTimeSpan);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return clock.CreateTimer(callback, state, dueTime, Timeout.InfiniteTimeSpan);
        }
    }
}
