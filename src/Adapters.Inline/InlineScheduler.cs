namespace Mapwright.Inlined;

/// <summary>Runs each operation on the caller's thread, before the asynchronous member returns.</summary>
/// <remarks>
/// For purely synchronous programs and for tests. There is nothing to shut down, and every returned task is complete, but that of a wait for
/// what another party holds, such as a lock.
/// </remarks>
[SchedulerAdapter, RunsInline]
public sealed partial class InlineScheduler : IScheduler
{
    /// <summary>The scheduler; it has no state, so one is enough.</summary>
    public static InlineScheduler Shared { get; } = new();

    /// <inheritdoc/>
    public ContinuationPolicy Continuations => ContinuationPolicy.Inline;

    /// <inheritdoc/>
    public void Schedule(IWorkItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        item.Execute();
    }
}
