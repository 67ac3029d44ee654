namespace Mapwright.Testing;

/// <summary>What <see cref="SchedulerContract"/> has to know of a scheduler.</summary>
public sealed record SchedulerContractOptions
{
    /// <summary>
    /// Runs what is queued, for a scheduler that does not run by itself; <see langword="null"/> for one that has threads.
    /// </summary>
    public Action<IScheduler>? Drive { get; init; }

    /// <summary>
    /// Shuts a scheduler down. When not given, it is disposed; one that is not disposable is not tested for its shutdown.
    /// </summary>
    public Action<IScheduler>? ShutDown { get; init; }

    /// <summary>Whether an item runs on the caller before <see cref="IScheduler.Schedule"/> returns: then it may block as the item does.</summary>
    public bool RunsOnCaller { get; init; }

    /// <summary>How long something that must happen is waited for; 30 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
