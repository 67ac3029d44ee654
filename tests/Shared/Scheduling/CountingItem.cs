namespace Mapwright.Tests.Scheduling;

/// <summary>A bare work item that counts what a scheduler does with it.</summary>
internal sealed class CountingItem(Action? body = null) : IWorkItem
{
    private int _runs;
    private int _failures;

    public IWorkItem? Next { get; set; }

    public int Runs => Volatile.Read(ref _runs);

    public int Failures => Volatile.Read(ref _failures);

    public Exception? Error { get; private set; }

    /// <summary>How often it was run or failed; once is what the contract says.</summary>
    public int Ends => Runs + Failures;

    public void Execute()
    {
        Interlocked.Increment(ref _runs);
        body?.Invoke();
    }

    public void Fail(Exception exception)
    {
        Error = exception;
        Interlocked.Increment(ref _failures);
        body?.Invoke();
    }
}
