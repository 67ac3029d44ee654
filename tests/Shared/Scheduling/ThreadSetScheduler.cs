namespace Mapwright.Tests.Scheduling;

/// <summary>A scheduler that is a thread set and nothing else.</summary>
internal sealed class ThreadSetScheduler(WorkerThreadsOptions options, ContinuationPolicy continuations = ContinuationPolicy.Pool)
    : IScheduler, IAsyncDisposable
{
    public ContinuationPolicy Continuations => continuations;

    public WorkerThreads Threads { get; } = new(options);

    public void Schedule(IWorkItem item) => Threads.Schedule(item);

    public ValueTask DisposeAsync() => Threads.DisposeAsync();
}
