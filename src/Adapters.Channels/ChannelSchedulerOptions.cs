namespace Mapwright.Channeled;

/// <summary>How a <see cref="ChannelScheduler"/> is made.</summary>
public sealed record ChannelSchedulerOptions
{
    /// <summary>The threads are named with this, a space, and a number from 1. Default: <c>Mapwright channel</c>.</summary>
    public string Name { get; init; } = "Mapwright channel";

    /// <summary>The number of threads, and so of operations that run at once. Default: the number of processors, at least 2.</summary>
    public int Threads { get; init; } = int.Max(2, Environment.ProcessorCount);

    /// <summary>The operations that the channel holds; more wait behind it. Default: 1024.</summary>
    public int Capacity { get; init; } = 1024;

    /// <summary>
    /// Where the code after an <c>await</c> runs. Default: on the thread pool. With <see cref="ContinuationPolicy.Inline"/>
    /// it runs on the scheduler's thread, which is faster where that code is short and never blocks.
    /// </summary>
    public ContinuationPolicy Continuations { get; init; } = ContinuationPolicy.Pool;

    /// <summary>
    /// Whether operations that are queued when the scheduler is disposed are finished; otherwise they fail with an
    /// <see cref="ObjectDisposedException"/>. Default: <see langword="true"/>.
    /// </summary>
    public bool DrainOnShutdown { get; init; } = true;
}
