namespace StarvedProgram;

/// <summary>Counts what a scheduler does with it.</summary>
internal sealed class Item : IWorkItem
{
    private readonly TaskCompletionSource _ended = new();
    private int _runs;
    private int _failures;

    public IWorkItem? Next { get; set; }

    public void Execute()
    {
        Interlocked.Increment(ref _runs);
        _ended.TrySetResult();
    }

    public void Fail(Exception exception)
    {
        Interlocked.Increment(ref _failures);
        _ended.TrySetResult();
    }

    /// <summary>Schedules it, waits for its end, and says what became of it.</summary>
    public string Through(IScheduler scheduler)
    {
        try
        {
            scheduler.Schedule(this);
        }
        catch (OutOfMemoryException)
        {
            return "refused";
        }

        // On this thread: the pool may have no other.
        return _ended.Task.Wait(TimeSpan.FromSeconds(60)) ? $"run {_runs}, failed {_failures}" : "lost";
    }
}
