using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Values;

/// <summary>A number as a variable that does not change, or nothing, and a constant added to it.</summary>
/// <param name="Base">The variable; null for a constant.</param>
/// <param name="Added">The constant.</param>
internal sealed record Place(ISymbol? Base, long Added)
{
    /// <summary>Reads an expression; null when it is nothing of the kind.</summary>
    public static Place? Of(IOperation expression)
    {
        var origin = Numbers.Constant(expression) is null ? Origins.Of(expression) : expression;
        if (Numbers.Constant(origin) is { } constant)
        {
            return new Place(null, constant);
        }

        return origin switch
        {
            ILocalReferenceOperation { Local: var local } when IsOne(local) && Origins.IsUnchanged(local, origin) => new Place(local, 0),
            IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } when IsOne(parameter) && Origins.IsUnchanged(parameter, origin) => new Place(parameter, 0),
            IFieldReferenceOperation { Field: { IsReadOnly: true } field, Instance: null or IInstanceReferenceOperation } => new Place(field, 0),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Sum(Of(sum.LeftOperand), Of(sum.RightOperand)),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } difference when Numbers.Constant(difference.RightOperand) is { } taken => Sum(Of(difference.LeftOperand), new Place(null, -taken)),
            _ => null,
        };
    }

    /// <summary>How far another place is behind this one; null when that is not known.</summary>
    public long? To(Place other) => SymbolEqualityComparer.Default.Equals(Base, other.Base) ? other.Added - Added : null;

    /// <summary>Whether the variable is the same one each time that the code comes by: not of a loop, a lambda or a local function.</summary>
    private static bool IsOne(ISymbol variable) =>
        variable.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction }
        && variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().Ancestors()
            .Any(node => node is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax) == false;

    private static Place? Sum(Place? left, Place? right) =>
        left is null || right is null || (left.Base is not null && right.Base is not null) ? null : new Place(left.Base ?? right.Base, left.Added + right.Added);
}
