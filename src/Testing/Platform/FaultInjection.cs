namespace Mapwright.Testing;

/// <summary>A <see cref="Testing.Fault"/> that was injected into a platform. Disposing it takes it out again.</summary>
public sealed class FaultInjection : IDisposable
{
    private readonly Action<FaultInjection> _remove;
    private readonly string? _path;
    private long _matches;
    private long _hits;

    internal FaultInjection(Fault fault, Action<FaultInjection> remove)
    {
        Fault = fault;
        _remove = remove;
        _path = fault.Path is null ? null : SimulatedPath.ForMessages(fault.Path);
    }

    /// <summary>What was injected.</summary>
    public Fault Fault { get; }

    /// <summary>How many calls failed because of it. A test whose fault was never hit proves nothing.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Takes the fault out of the platform. A second call does nothing.</summary>
    public void Dispose() => _remove(this);

    /// <summary>Counts a call that matches, and says whether it fails.</summary>
    internal bool Strikes(in PrimitiveCall call)
    {
        if (!Matches(call))
        {
            return false;
        }

        _matches++;
        return _matches >= Fault.Nth && _matches - Fault.Nth < Fault.Times;
    }

    internal void CountHit() => Interlocked.Increment(ref _hits);

    private bool Matches(in PrimitiveCall call) =>
        (Fault.Primitive is null || Fault.Primitive == call.Primitive)
        && (_path is null || _path == call.Path || _path == call.Target)
        && (Fault.Where is null || Fault.Where(call));
}
