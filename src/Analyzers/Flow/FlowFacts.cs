using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Flow;

/// <summary>What is known of one object at one point: each fact of the rule, and what made it so.</summary>
internal sealed class FlowFacts
{
    private readonly ImmutableArray<(Truth Truth, IOperation? Where)> _facts;

    private FlowFacts(ImmutableArray<(Truth Truth, IOperation? Where)> facts) => _facts = facts;

    /// <summary>What is known of a new object: nothing holds of it.</summary>
    /// <param name="count">The number of facts.</param>
    /// <returns>The facts.</returns>
    public static FlowFacts New(int count) => new(ImmutableArray.CreateRange(Enumerable.Repeat((Truth.No, default(IOperation)), count)));

    /// <summary>What is known of a fact.</summary>
    public Truth this[int fact] => _facts[fact].Truth;

    /// <summary>What made the fact so; the first such place where there are several.</summary>
    public IOperation? Where(int fact) => _facts[fact].Where;

    /// <summary>The facts with one of them decided.</summary>
    public FlowFacts With(int fact, Truth truth, IOperation? where) => new(_facts.SetItem(fact, (truth, where)));

    /// <summary>What is known where two paths meet.</summary>
    public FlowFacts Join(FlowFacts other) => ReferenceEquals(this, other) || _facts.SequenceEqual(other._facts)
        ? this
        : new(_facts.Zip(other._facts, static (a, b) => (a.Truth | b.Truth, First(a.Where, b.Where))).ToImmutableArray());

    /// <summary>Whether the same is known.</summary>
    public bool IsSame(FlowFacts other) => ReferenceEquals(this, other) || _facts.SequenceEqual(other._facts);

    private static IOperation? First(IOperation? a, IOperation? b) =>
        a is null || (b is not null && b.Syntax.SpanStart < a.Syntax.SpanStart) ? b : a;
}
