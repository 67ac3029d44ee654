namespace Mapwright.Testing;

/// <summary>An item that counts what the scheduler does with it.</summary>
internal sealed class ContractItem(Action? body = null) : IWorkItem
{
    private IWorkItem? _next;
    private int _executed;
    private int _failed;
    private int _touched;

    /// <summary>The scheduler's until the item is run or failed; from then on it may be the link of somebody else's queue.</summary>
    public IWorkItem? Next
    {
        get
        {
            CountTouch();
            return _next;
        }

        set
        {
            CountTouch();
            _next = value;
        }
    }

    public int Executed => Volatile.Read(ref _executed);

    public int Failed => Volatile.Read(ref _failed);

    public bool IsDecided => Executed + Failed > 0;

    public bool WasTouchedAfterwards => Volatile.Read(ref _touched) != 0;

    public void Execute()
    {
        Interlocked.Increment(ref _executed);
        body?.Invoke();
    }

    public void Fail(Exception exception) => Interlocked.Increment(ref _failed);

    private void CountTouch()
    {
        if (IsDecided)
        {
            Interlocked.Increment(ref _touched);
        }
    }
}
