using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Flow;

/// <summary>What follows for one object from a truth value: <c>if (file.TryWrite(range))</c>, <c>if (guard is null)</c>.</summary>
/// <param name="Object">The object.</param>
/// <param name="Fact">The fact that is decided, <see cref="Existence"/> or <see cref="Presence"/>.</param>
/// <param name="IfTrue">What is known where the value is true; <see cref="Truth.None"/> for nothing.</param>
/// <param name="IfFalse">What is known where it is false.</param>
/// <param name="Where">What makes the fact so.</param>
internal sealed record FlowGuard(FlowObject Object, int Fact, Truth IfTrue, Truth IfFalse, IOperation? Where)
{
    /// <summary>Not a fact of an object, but whether there is one.</summary>
    public const int Existence = -1;

    /// <summary>Whether there is one, as far as a value says that may be something else, or nothing.</summary>
    public const int Presence = -2;

    private static readonly FlowObject s_anything = new(origin: null, symbol: null, type: null, canBeAbsent: false);

    /// <summary>The guard of a value that is true: where it were false, nothing could be.</summary>
    public static FlowGuard True { get; } = new(s_anything, Existence, Truth.None, Truth.No, Where: null);

    /// <summary>The guard of a value that is false.</summary>
    public static FlowGuard False { get; } = new(s_anything, Existence, Truth.No, Truth.None, Where: null);

    /// <summary>The guards of the opposite truth value.</summary>
    public static ImmutableArray<FlowGuard> Negate(ImmutableArray<FlowGuard> guards) =>
        guards.IsEmpty ? guards : [.. guards.Select(g => g with { IfTrue = g.IfFalse, IfFalse = g.IfTrue })];
}
