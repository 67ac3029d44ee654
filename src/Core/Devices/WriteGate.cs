namespace Mapwright;

/// <summary>Lets writes of a device run side by side, and a snapshot while none runs.</summary>
internal sealed class WriteGate
{
    private readonly object _gate = new();
    private int _writers;
    private bool _isShut;

    /// <summary>Starts a write; waits while a snapshot is made.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            while (_isShut)
            {
                Monitor.Wait(_gate);
            }

            _writers++;
        }
    }

    /// <summary>Ends a write.</summary>
    public void Exit()
    {
        lock (_gate)
        {
            if (--_writers == 0)
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
            while (_isShut)
            {
                Monitor.Wait(_gate);
            }

            _isShut = true;
            try
            {
                while (_writers > 0)
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
            _isShut = false;
            Monitor.PulseAll(_gate);
        }
    }
}
