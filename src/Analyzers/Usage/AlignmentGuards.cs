using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.Usage;

/// <summary>Tells where code asks for itself whether something is aligned, and so knows better than a rule about constants.</summary>
internal static class AlignmentGuards
{
    /// <summary>The objects that a call asks: one with a number or a buffer that answers yes or no, or one for its unit, to compare or to divide by it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="units">The names of the members that hold a unit.</param>
    public static IEnumerable<FlowObject> Asked(FlowCall call, ICollection<string> units)
    {
        if (call.Operation.Kind == OperationKind.PropertyReference)
        {
            return units.Contains(call.Method.AssociatedSymbol?.Name ?? "") && IsCompared(Whole(call.Operation.Syntax)) ? call.Receiver.Objects : [];
        }

        if (units.Contains(call.Method.Name))
        {
            return call.Receiver.Objects;
        }

        var isQuestion = call.Method.ReturnType.SpecialType == SpecialType.System_Boolean && call.Contract.Range is null && call.Arguments.Any(a => a.Parameter is { } given && IsPlace(given.Type));
        return isQuestion ? call.Receiver.Objects.Concat(call.Arguments.SelectMany(a => a.Values).SelectMany(v => v.Value.Objects)) : [];
    }

    private static bool IsPlace(ITypeSymbol type) => type is IArrayTypeSymbol
        or { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 }
        or INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory", Arity: 1 };

    /// <summary>Whether a unit, or the variable that it is kept in, stands in a comparison, a remainder or a mask, or is passed on.</summary>
    private static bool IsCompared(SyntaxNode unit) => unit.Parent switch
    {
        ParenthesizedExpressionSyntax or CastExpressionSyntax => IsCompared(unit.Parent),
        BinaryExpressionSyntax binary => IsTest(binary.Kind()) || IsCompared(binary),
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => IsCompared(call) || IsCondition(call),
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => variable.FirstAncestorOrSelf<BlockSyntax>()?.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Any(name => name.Identifier.ValueText == variable.Identifier.ValueText && IsCompared(name)) == true,
        _ => false,
    };

    private static bool IsTest(SyntaxKind kind) => kind is SyntaxKind.ModuloExpression or SyntaxKind.BitwiseAndExpression
        or SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression
        or SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression;

    /// <summary>Whether the answer of a call decides something.</summary>
    private static bool IsCondition(ExpressionSyntax call) => call.Parent switch
    {
        PrefixUnaryExpressionSyntax or ParenthesizedExpressionSyntax => IsCondition((ExpressionSyntax)call.Parent),
        BinaryExpressionSyntax binary => binary.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression,
        IfStatementSyntax or WhileStatementSyntax or ConditionalExpressionSyntax or EqualsValueClauseSyntax => true,
        _ => false,
    };

    private static SyntaxNode Whole(SyntaxNode name) => name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
}
