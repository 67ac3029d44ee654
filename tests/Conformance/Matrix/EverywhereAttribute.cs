using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Mapwright.Conformance.Matrix;

/// <summary>Runs a test on every adapter and every platform, in both colours. The test has one parameter, a <see cref="Setup"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class EverywhereAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) => new(
    [
        .. from adapter in Adapters.All
           from place in Places.All
           from colour in Enum.GetValues<Colour>()
           let setup = new Setup(adapter, place, colour)
           where (!place.IsVariant || adapter == Adapters.All[0]) && Includes(setup)
           select new TheoryDataRow<Setup>(setup),
    ]);

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => false;

    private protected virtual bool Includes(Setup setup) => true;
}

/// <summary>As <see cref="EverywhereAttribute"/>, for behaviour that only the asynchronous form has.</summary>
public class AsyncEverywhereAttribute : EverywhereAttribute
{
    private protected override bool Includes(Setup setup) => setup.Colour == Colour.Async;
}

/// <summary>As <see cref="AsyncEverywhereAttribute"/>, on adapters that do not run bodies on the caller's thread.</summary>
public sealed class WhereBodiesHopAttribute : AsyncEverywhereAttribute
{
    private protected override bool Includes(Setup setup) => base.Includes(setup) && setup.Adapter.Concurrency is not null;
}
