namespace Mapwright.Conformance.Rigging;

/// <summary>Holds the calls of one primitive on their threads until it is opened.</summary>
internal sealed class Gate : IDisposable
{
    private readonly SemaphoreSlim _entered = new(0);
    private readonly ManualResetEventSlim _open = new(false, spinCount: 0);

    private Gate()
    {
    }

    /// <summary>The managed id of the thread that entered last.</summary>
    public int Thread { get; private set; }

    internal static Gate On(ProbedPlatform.Probe probe)
    {
        var gate = new Gate();
        probe.Answer = () =>
        {
            gate.Wait();
            return null;
        };
        return gate;
    }

    /// <summary>Waits until more calls have entered and are held.</summary>
    /// <param name="count">How many more.</param>
    public async Task Entered(int count = 1)
    {
        for (var i = 0; i < count; i++)
        {
            (await _entered.WaitAsync(Rig.Deadline)).ShouldBeTrue("a call that had to start did not");
        }
    }

    /// <summary>Whether another call has entered.</summary>
    public bool HasEntered => _entered.CurrentCount > 0;

    /// <summary>Lets the held calls and all later ones go on.</summary>
    public void Open() => _open.Set();

    /// <inheritdoc/>
    public void Dispose() => Open();

    private void Wait()
    {
        Thread = Environment.CurrentManagedThreadId;
        _entered.Release();
        if (!_open.Wait(Rig.Deadline))
        {
            throw new TimeoutException("The test did not open the gate.");
        }
    }
}
