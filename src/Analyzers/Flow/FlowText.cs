using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Flow;

/// <summary>How messages name things and places.</summary>
internal static class FlowText
{
    /// <summary>The place of another operation, seen from one.</summary>
    public static string Place(IOperation there, IOperation here) => there.Syntax.Span == here.Syntax.Span && there.Syntax.SyntaxTree == here.Syntax.SyntaxTree
        ? "in an earlier turn"
        : $"at line {Line(there)}";

    /// <summary>The line that an operation begins at, as editors count.</summary>
    public static int Line(IOperation operation) => Line(operation.Syntax.GetLocation());

    /// <summary>Where the function that a node is in ends.</summary>
    public static Location End(SyntaxNode node)
    {
        var function = node.Ancestors().FirstOrDefault(n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or PropertyDeclarationSyntax);
        return (function ?? node.Ancestors().LastOrDefault(n => n is GlobalStatementSyntax)?.Parent?.ChildNodes().Last(n => n is GlobalStatementSyntax) ?? node).GetLastToken().GetLocation();
    }

    /// <summary>The line that a place begins at, as editors count.</summary>
    public static int Line(Location place) => place.GetLineSpan().StartLinePosition.Line + 1;

    /// <summary>A member with what it is called on, where that is written as a name.</summary>
    public static string Member(IOperation? instance, string name) => instance?.Syntax switch
    {
        SimpleNameSyntax variable => $"{variable.Identifier.ValueText}.{name}",
        MemberAccessExpressionSyntax { Expression: SimpleNameSyntax or ThisExpressionSyntax } member => $"{member}.{name}",
        _ => name,
    };

    /// <summary>What an operation calls.</summary>
    public static string Called(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod.Name,
        IObjectCreationOperation { Constructor: { } constructor } => constructor.ContainingType.Name,
        IPropertyReferenceOperation property => property.Property.Name,
        IAwaitOperation wait => Called(wait.Operation),
        IConversionOperation conversion => Called(conversion.Operand),
        _ when operation.Parent is IArgumentOperation { Parent: { } call } => Called(call),
        _ => operation.Syntax.ToString(),
    };

    /// <summary>What code calls a value: its variable, or how it is written when that is short.</summary>
    public static string Name(FlowValue value, IOperation written) => written.Syntax switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax member => member.ToString(),
        _ => value.Single?.Name ?? value.Single?.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) ?? "it",
    };
}
