using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Flow;

/// <summary>What follows for one object from a truth value: <c>if (file.TryWrite(range))</c>, <c>if (guard is null)</c>.</summary>
/// <param name="Object">The object.</param>
/// <param name="Fact">The fact that is decided, or <see cref="Existence"/>.</param>
/// <param name="IfTrue">What is known where the value is true; <see cref="Truth.None"/> for nothing.</param>
/// <param name="IfFalse">What is known where it is false.</param>
/// <param name="Where">What makes the fact so.</param>
internal sealed record FlowGuard(FlowObject Object, int Fact, Truth IfTrue, Truth IfFalse, IOperation? Where)
{
    /// <summary>Not a fact of an object, but whether there is one.</summary>
    public const int Existence = -1;

    /// <summary>The guards of the opposite truth value.</summary>
    public static ImmutableArray<FlowGuard> Negate(ImmutableArray<FlowGuard> guards) =>
        guards.IsEmpty ? guards : [.. guards.Select(g => g with { IfTrue = g.IfFalse, IfFalse = g.IfTrue })];
}
