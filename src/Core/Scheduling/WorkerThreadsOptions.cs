namespace Mapwright;

/// <summary>What a <see cref="WorkerThreads"/> is made of.</summary>
public sealed record WorkerThreadsOptions
{
    /// <summary>The threads are named with this, a space, and a number from 1. Default: <c>Mapwright</c>.</summary>
    public string NamePrefix { get; init; } = "Mapwright";

    /// <summary>
    /// The number of threads that stay once they were needed: 0 for an elastic set, <see cref="MaximumThreads"/> for a
    /// dedicated one. Default: 0.
    /// </summary>
    public int MinimumThreads { get; init; }

    /// <summary>The number of threads that are never exceeded. Default: 64.</summary>
    public int MaximumThreads { get; init; } = 64;

    /// <summary>
    /// A thread above the minimum that finds no work for this long exits; in whole milliseconds, and with 0 at once. Default: 10 seconds.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The items that the channel holds; what does not fit waits behind it, in order. Default: 1024.</summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>
    /// Whether items that are queued when the set is disposed are run. When <see langword="false"/>, they fail with an
    /// <see cref="ObjectDisposedException"/>. Default: <see langword="true"/>.
    /// </summary>
    public bool DrainOnShutdown { get; init; } = true;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(NamePrefix);
        ArgumentOutOfRangeException.ThrowIfNegative(MinimumThreads);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumThreads, int.Max(1, MinimumThreads));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(QueueCapacity);
        ArgumentOutOfRangeException.ThrowIfLessThan(IdleTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(IdleTimeout, TimeSpan.FromMilliseconds(int.MaxValue));
    }
}
