namespace Mapwright.Testing;

/// <summary>What happens at every primitive: it is counted, recorded, announced, and may be made to fail.</summary>
public sealed partial class SimulatedPlatform
{
    private readonly List<PrimitiveCall> _trace = [];
    private readonly List<FaultInjection> _faults = [];
    private long _calls;

    /// <summary>
    /// Called before each primitive, on its thread, while the platform is not locked: it may block, call the platform, or
    /// cut the power, and then the primitive fails without an effect.
    /// </summary>
    public Action<PrimitiveCall>? OnPrimitive { get; set; }

    /// <summary>How many primitives were called so far: the number of the last call.</summary>
    public long CallCount => Interlocked.Read(ref _calls);

    /// <summary>A copy of the calls so far, by number; empty unless <see cref="SimulatedPlatformOptions.RecordTrace"/> is set.</summary>
    public IReadOnlyList<PrimitiveCall> Trace
    {
        get
        {
            lock (_trace)
            {
                return [.. _trace.OrderBy(call => call.Number)];
            }
        }
    }

    /// <summary>Makes calls fail. Where several faults strike the same call, the one that was injected first does.</summary>
    /// <param name="fault">Which calls, and how.</param>
    /// <returns>The injection; it counts its hits, and disposing it takes it out.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="fault"/> is null.</exception>
    /// <exception cref="ArgumentException">The fault has no error, or a count or rate out of range.</exception>
    public FaultInjection Inject(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault.Error == SimulatedError.None || fault.Nth < 1 || fault.Times < 1 || fault.Transferred < 0
            || fault.SurvivalRate is < 0 or > 1)
        {
            throw new ArgumentException("A fault has an error, counts from 1, and a survival rate from 0 to 1.", nameof(fault));
        }

        var injection = new FaultInjection(fault, Remove);
        lock (_gate)
        {
            _faults.Add(injection);
        }

        return injection;
    }

    private void Remove(FaultInjection injection)
    {
        lock (_gate)
        {
            _faults.Remove(injection);
        }
    }

    private Turn Enter(SimulatedPrimitive primitive, SimulatedFile file, long offset = 0, long length = 0) =>
        Enter(primitive, file.Path, null, offset, length, file);

    private Turn Enter(SimulatedPrimitive primitive, SimulatedMapping mapping, long offset = 0, long length = 0) =>
        Enter(primitive, mapping.Path, null, offset, length, mapping);

    private Turn Enter(SimulatedPrimitive primitive, string path, string? target = null) =>
        Enter(primitive, SimulatedPath.ForMessages(path), target is null ? null : SimulatedPath.ForMessages(target), 0, 0, null);

    /// <summary>Begins a primitive: announces it, takes the lock, and finds out what is wrong already.</summary>
    private Turn Enter(SimulatedPrimitive primitive, string path, string? target, long offset, long length, IHandle? handle)
    {
        var boot = handle?.Boot ?? Volatile.Read(ref _boot);
        var call = new PrimitiveCall(Interlocked.Increment(ref _calls), primitive, path, target, offset, length);
        if (_options.RecordTrace)
        {
            lock (_trace)
            {
                _trace.Add(call);
            }
        }

        OnPrimitive?.Invoke(call);
        var scope = _gate.EnterScope();
        try
        {
            // A boot that changed while the call was announced: the code that made it ran on a machine that is gone.
            if (!_isOn || boot != _boot)
            {
                return new Turn(scope, SimulatedError.PowerLost, null);
            }

            _volume.Tick();
            AbsorbStores();
            var fault = Strike(call);
            return new Turn(scope, handle is { IsClosed: true } ? SimulatedError.BadHandle : SimulatedError.None, fault);
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    private Fault? Strike(in PrimitiveCall call)
    {
        FaultInjection? first = null;
        foreach (var injection in _faults)
        {
            if (injection.Strikes(call))
            {
                first ??= injection;
            }
        }

        first?.CountHit();
        return first?.Fault;
    }

    private void AbsorbStores()
    {
        foreach (var node in _mapped)
        {
            node.AbsorbStores();
        }
    }

    /// <summary>One primitive while it holds the platform.</summary>
    private readonly ref struct Turn(Lock.Scope scope, SimulatedError refusal, Fault? fault)
    {
        private readonly Lock.Scope _scope = scope;

        /// <summary>The power is off, or was cut under the handle: ending it succeeds, everything else fails.</summary>
        public bool IsPowerLost => refusal == SimulatedError.PowerLost;

        public Fault? Fault => refusal == SimulatedError.None ? fault : null;

        /// <summary>Whether the call fails before it is tried, for the handle or the power.</summary>
        public bool IsRefused(out IoResult result)
        {
            result = refusal == SimulatedError.None ? default : Failure(refusal);
            return refusal != SimulatedError.None;
        }

        /// <summary>Whether the call fails without an effect: as <see cref="IsRefused"/>, or by an injected fault.</summary>
        public bool Fails(out IoResult result)
        {
            if (IsRefused(out result))
            {
                return true;
            }

            result = fault is null ? default : Failure(fault.Error);
            return fault is not null;
        }

        public void Dispose() => _scope.Dispose();
    }
}
