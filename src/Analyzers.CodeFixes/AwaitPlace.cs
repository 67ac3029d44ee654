using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes;

/// <summary>
/// Tells where an <c>await</c> may be put: not in a lock, and not where a span or a reference is kept across it, which the compiler refuses only when it
/// emits code.
/// </summary>
internal static class AwaitPlace
{
    /// <summary>Whether an asynchronous function may wait at a place.</summary>
    /// <param name="model">The model.</param>
    /// <param name="place">What is to be awaited, or the statement beside which something is.</param>
    /// <param name="position">Where the wait begins: what stands before it has run.</param>
    public static bool IsAllowed(SemanticModel model, SyntaxNode place, int position)
    {
        var function = Function(place);
        return !model.LookupSymbols(position).OfType<ILocalSymbol>().Any(local => IsOnStack(local) && IsKept(model, local, place, position, function))
            && !place.Ancestors().TakeWhile(node => node != function).Any(node => Keeps(model, node, place))
            && !IsEvaluated(model, place);
    }

    /// <summary>The function that runs the node.</summary>
    private static SyntaxNode Function(SyntaxNode node) => node.Ancestors().First(n =>
        n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or CompilationUnitSyntax || (n is MemberDeclarationSyntax and not GlobalStatementSyntax) || n is AccessorDeclarationSyntax);

    private static bool IsOnStack(ILocalSymbol local) => local.Type.IsRefLikeType || local.RefKind != RefKind.None;

    /// <summary>A variable is kept when it is mentioned behind the place, or, in a loop that it is older than, anywhere in the loop; and when it is disposed at its end.</summary>
    private static bool IsKept(SemanticModel model, ILocalSymbol local, SyntaxNode place, int position, SyntaxNode function)
    {
        var declared = local.Locations[0].SourceSpan.Start;
        if (declared >= position || !function.Span.Contains(declared) || Function(function.FindToken(declared).Parent!) != function)
        {
            return false;
        }

        var loop = place.Ancestors().TakeWhile(node => node != function)
            .LastOrDefault(node => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax && node.SpanStart > declared);
        return local.IsUsing || function.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name =>
            name.Identifier.ValueText == local.Name
            && (name.SpanStart > position || (loop is not null && loop.Span.Contains(name.Span)))
            && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, local));
    }

    /// <summary>What goes over a span, or ends one that was opened for a scope, keeps it while its body runs.</summary>
    private static bool Keeps(SemanticModel model, SyntaxNode node, SyntaxNode place) => node switch
    {
        CommonForEachStatementSyntax each => each.Statement.Span.Contains(place.Span)
            && (model.GetTypeInfo(each.Expression).Type is { IsRefLikeType: true } || model.GetForEachStatementInfo(each).GetEnumeratorMethod?.ReturnType is { IsRefLikeType: true }),
        UsingStatementSyntax { Expression: { } held, Statement: { } body } => body.Span.Contains(place.Span) && model.GetTypeInfo(held).Type is { IsRefLikeType: true },
        FixedStatementSyntax or LockStatementSyntax or UnsafeStatementSyntax => true,
        _ => false,
    };

    /// <summary>Whether the same statement has made a span before: it waits on the stack for the rest of the expression.</summary>
    private static bool IsEvaluated(SemanticModel model, SyntaxNode place) => place is ExpressionSyntax && place.Ancestors().TakeWhile(node => node is not (StatementSyntax or AnonymousFunctionExpressionSyntax or ArrowExpressionClauseSyntax))
        .SelectMany(node => node.ChildNodes()).Where(node => node.Span.End <= place.SpanStart).SelectMany(node => node.DescendantNodesAndSelf())
        .OfType<ExpressionSyntax>().Any(expression => model.GetTypeInfo(expression).Type is { IsRefLikeType: true });
}
