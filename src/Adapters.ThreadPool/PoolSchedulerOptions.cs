namespace Mapwright.Pooled;

/// <summary>How a <see cref="PoolScheduler"/> is made.</summary>
public sealed record PoolSchedulerOptions
{
    /// <summary>
    /// The number of private threads that are never exceeded; operations beyond it wait in order. Default: 64.
    /// </summary>
    public int MaximumPrivateThreads { get; init; } = 64;

    /// <summary>A private thread that finds no work for this long exits. Default: 10 seconds.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
