namespace Mapwright.Tests.Scheduling;

/// <summary>Waits that end with the event, or fail the test when it does not come.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public static void ShouldBeSet(this ManualResetEventSlim signal) => signal.Wait(s_limit).ShouldBeTrue("The event did not come.");

    public static void ShouldEnd(this Thread thread) => thread.Join(s_limit).ShouldBeTrue("The thread did not end.");

    public static void ShouldReach(this CountdownEvent count)
    {
        if (!count.Wait(s_limit))
        {
            count.CurrentCount.ShouldBe(0, "They did not all come.");
        }
    }

    /// <summary>Waits until all participants are here. False: they did not come.</summary>
    public static void Meet(this Barrier barrier) => barrier.SignalAndWait(s_limit).ShouldBeTrue("The others did not come.");

    public static Task InTime(this Task task) => task.WaitAsync(s_limit);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(s_limit);

    public static Task<T> InTime<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(s_limit);

    public static Task InTime(this ValueTask task) => task.AsTask().WaitAsync(s_limit);
}
