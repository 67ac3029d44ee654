namespace Mapwright;

/// <summary>Lets writes of a device run side by side, and a snapshot while none runs.</summary>
/// <remarks>
/// Invariant: while the gate is shut, and <see cref="Shut"/> has returned, no write runs. A write counts itself and then looks whether the gate is shut; who shuts it
/// says so and then looks at the count. Between the two steps of either is a full fence, so that at least one sees the other.
/// </remarks>
internal sealed class WriteGate
{
    private readonly object _gate = new();
    private int _writers;
    private bool _isShut;

    /// <summary>Starts a write; waits while a snapshot is made.</summary>
    public void Enter()
    {
        Interlocked.Increment(ref _writers);
        if (Volatile.Read(ref _isShut))
        {
            Exit();
            EnterWhenOpen();
        }
    }

    /// <summary>Ends a write.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref _writers) == 0 && Volatile.Read(ref _isShut))
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Lets no further write start, and waits for those that run.</summary>
    public void Shut()
    {
        lock (_gate)
        {
            WaitUntilOpen();
            Volatile.Write(ref _isShut, true);
            Interlocked.MemoryBarrier();
            try
            {
                while (Volatile.Read(ref _writers) > 0)
                {
                    Monitor.Wait(_gate);
                }
            }
            catch (ThreadInterruptedException)
            {
                Open();
                throw;
            }
        }
    }

    /// <summary>Lets writes start again.</summary>
    public void Open()
    {
        lock (_gate)
        {
            Volatile.Write(ref _isShut, false);
            Monitor.PulseAll(_gate);
        }
    }

    private void EnterWhenOpen()
    {
        lock (_gate)
        {
            WaitUntilOpen();

            // Nobody shuts the gate before this counts.
            Interlocked.Increment(ref _writers);
        }
    }

    private void WaitUntilOpen()
    {
        while (_isShut)
        {
            Monitor.Wait(_gate);
        }
    }
}
