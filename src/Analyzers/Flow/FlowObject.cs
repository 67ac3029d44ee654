using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Flow;

/// <summary>One thing that a rule follows through a body: what a call made, a parameter, what a read-only field holds, a lambda.</summary>
/// <param name="origin">The operation that made it; null for a parameter or a field.</param>
/// <param name="symbol">The parameter or field that holds it from the start; null for what is made in the body.</param>
/// <param name="type">Its type.</param>
/// <param name="canBeAbsent">Whether its origin may have given nothing: a null, or an <c>out</c> argument of a call that answered false.</param>
internal sealed class FlowObject(IOperation? origin, ISymbol? symbol, ITypeSymbol? type, bool canBeAbsent)
{
    /// <summary>The operation that made it; null for a parameter or a field.</summary>
    public IOperation? Origin { get; } = origin;

    /// <summary>The parameter or field that holds it from the start; null for what is made in the body.</summary>
    public ISymbol? Symbol { get; } = symbol;

    /// <summary>Its type.</summary>
    public ITypeSymbol? Type { get; } = type;

    /// <summary>Whether its origin may have given nothing.</summary>
    public bool CanBeAbsent { get; } = canBeAbsent;

    /// <summary>Whether it exists before the body runs.</summary>
    public bool IsAmbient => Symbol is not null;

    /// <summary>The name of the variable that it was first held in; null when it was never in one.</summary>
    public string? Name { get; set; } = symbol?.Name;

    /// <summary>What it belongs to: the file that issued a token, the map that a span looks into. For rules to set when it is made.</summary>
    public FlowObject? Owner { get; set; }

    /// <summary>Whether it is a tuple, and so only holds other objects.</summary>
    public bool IsTuple => Origin is ITupleOperation;

    /// <summary>The body, when it is a lambda or a local function.</summary>
    public FlowClosure? Closure { get; set; }
}
