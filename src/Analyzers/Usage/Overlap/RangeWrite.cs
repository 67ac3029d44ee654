using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage.Overlap;

/// <summary>A call that writes an interval that the code spells out.</summary>
/// <param name="Call">The call.</param>
/// <param name="Interval">The interval.</param>
internal sealed record RangeWrite(IInvocationOperation Call, Interval Interval)
{
    /// <summary>Reads a call; null when it is no such write.</summary>
    public static RangeWrite? Of(IInvocationOperation call, MethodContract contract) =>
        contract is { Writes: true, IsAtomic: false, Range: { } range } && call.Instance is not null && Interval.Of(call, range) is { } interval
            ? new RangeWrite(call, interval)
            : null;

    /// <summary>The variable that the object is in; null when it is in none.</summary>
    public ISymbol? Receiver => Call.Instance switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } held => held.Field,
        _ => null,
    };
}
