namespace Mapwright.Tests.Scheduling;

/// <summary>A stress run of one scheduler, and what must hold when it is over.</summary>
internal static class StressRun
{
    private const int Callers = 8;

    /// <summary>Everything that was scheduled ran, once.</summary>
    public static async Task ToTheEndAsync<TScheduler>(TScheduler scheduler, int operations)
        where TScheduler : IScheduler, IAsyncDisposable
    {
        var stress = new SchedulerStress(() => scheduler, seed: 1);
        await stress.RunAsync(operations, Callers);
        await scheduler.DisposeAsync().InTime();
        stress.Cancelled.ShouldBeGreaterThan(0);
        stress.Refused.ShouldBe(0);
        stress.Forgotten.ShouldAllBe(operation => operation.Runs == 1);
    }

    /// <summary>One scheduler after the other is shut down in mid run: everything ran once, or failed once and did not run.</summary>
    public static async Task WithShutdownsAsync<TScheduler>(Func<TScheduler> create, int operations, bool failsWhatIsQueued)
        where TScheduler : class, IScheduler, IAsyncDisposable
    {
        var current = create();
        var stress = new SchedulerStress(() => Volatile.Read(ref current), seed: 5);
        var running = stress.RunAsync(operations, Callers);
        var shutdowns = 0;
        while (!running.IsCompleted)
        {
            await Task.Yield();
            var old = Interlocked.Exchange(ref current, create());
            await old.DisposeAsync().InTime();
            shutdowns++;
        }

        await running;
        await current.DisposeAsync().InTime();
        shutdowns.ShouldBeGreaterThan(10);
        (stress.Refused > 0 || !failsWhatIsQueued).ShouldBeTrue();
        stress.Forgotten.ShouldAllBe(operation => operation.Runs <= 1);
    }
}
