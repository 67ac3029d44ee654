namespace Mapwright.Ringed;

/// <summary>How an <see cref="IoUringScheduler"/> is made.</summary>
public sealed record IoUringSchedulerOptions
{
    /// <summary>The threads are named with this and what they are. Default: <c>Mapwright ring</c>.</summary>
    public string Name { get; init; } = "Mapwright ring";

    /// <summary>Whether a ring is asked for; without one everything runs on the threads. Default: <see langword="true"/>.</summary>
    public bool UseRing { get; init; } = true;

    /// <summary>
    /// The operations that the kernel has at once, from 1 to 16384; more wait in order. A kernel that gives less memory gets fewer.
    /// Default: 256.
    /// </summary>
    public int MaximumInFlight { get; init; } = 256;

    /// <summary>
    /// The number of threads that are never exceeded for what the ring does not complete; operations beyond it wait in order.
    /// Default: 64.
    /// </summary>
    public int MaximumThreads { get; init; } = 64;

    /// <summary>Such a thread exits when it finds no work for this long. Default: 10 seconds.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Where the code after an <c>await</c> runs. Default: on the thread pool. With <see cref="ContinuationPolicy.Inline"/>
    /// it runs on the thread that owns the ring, which is faster where that code is short and never blocks: everyone else's
    /// completions wait for it.
    /// </summary>
    public ContinuationPolicy Continuations { get; init; } = ContinuationPolicy.Pool;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumInFlight, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaximumInFlight, 16384);
    }
}
