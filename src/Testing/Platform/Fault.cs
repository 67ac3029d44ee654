namespace Mapwright.Testing;

/// <summary>A failure to inject: which calls fail, and how. Conditions that are not set match every call.</summary>
/// <example><code>
/// platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushData, Nth = 3, Error = SimulatedError.DeviceError });
/// </code></example>
public sealed record Fault
{
    /// <summary>The error that the calls report.</summary>
    public required SimulatedError Error { get; init; }

    /// <summary>The primitive that fails.</summary>
    public SimulatedPrimitive? Primitive { get; init; }

    /// <summary>The path whose calls fail, as given to <see cref="StoragePlatform.Open"/>; of a rename, either path.</summary>
    public string? Path { get; init; }

    /// <summary>A further condition. It is asked while the platform is locked and must not call it.</summary>
    public Func<PrimitiveCall, bool>? Where { get; init; }

    /// <summary>The first of the matching calls that fails, counted from 1 when the fault was injected.</summary>
    public int Nth { get; init; } = 1;

    /// <summary>How many matching calls fail in a row; <see cref="int.MaxValue"/> for all from there on.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Of a read or write: the bytes that are transferred before it fails.</summary>
    public long Transferred { get; init; }

    /// <summary>
    /// Of a flush or a durable write: the chance of each unflushed sector to reach the disk nevertheless, from 0 (none) to
    /// 1 (all); chosen at random where not set. The pages count as clean afterwards, whether they did or not.
    /// </summary>
    public double? SurvivalRate { get; init; }
}
