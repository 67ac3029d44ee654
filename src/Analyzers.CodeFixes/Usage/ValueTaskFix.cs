using System.Composition;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Awaits an operation that is dropped, and preserves one that is awaited more than once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ValueTaskFix)), Shared]
public sealed class ValueTaskFix() : ChangingFix(ValueTaskAnalyzer.Id)
{
    internal const string Await = "MW0009.Await";
    internal const string Preserve = "MW0009.Preserve";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (diagnostic.AdditionalLocations.Count == 2)
        {
            // What is preserved is still a value task, so all that is done with it compiles as before.
            if (Operation(root, diagnostic.AdditionalLocations[1]) is { } made)
            {
                yield return new(Preserve, "Preserve the operation where it is begun", made, (editor, _) =>
                    editor.ReplaceNode(made, static (current, _) => Call((ExpressionSyntax)current, "Preserve")));
            }
        }
        else if (Operation(root, diagnostic.Location) is { Parent: ExpressionStatementSyntax } dropped && CanAwait(dropped, model))
        {
            yield return new(Await, "Await the operation", dropped, (editor, _) => editor.ReplaceNode(dropped, static (current, _) => Wait((ExpressionSyntax)current)));
        }
    }

    private static InvocationExpressionSyntax? Operation(SyntaxNode root, Location place) =>
        root.FindNode(place.SourceSpan, getInnermostNodeForTie: true) as InvocationExpressionSyntax;

    private static bool CanAwait(ExpressionSyntax dropped, SemanticModel model) =>
        model.GetEnclosingSymbol(dropped.SpanStart) is IMethodSymbol { IsAsync: true }
        && !dropped.Ancestors().TakeWhile(node => node is StatementSyntax or ElseClauseSyntax or SwitchSectionSyntax or CatchClauseSyntax or FinallyClauseSyntax or ExpressionSyntax)
            .Any(node => node is LockStatementSyntax or UnsafeStatementSyntax or FixedStatementSyntax);

    private static InvocationExpressionSyntax Call(ExpressionSyntax target, string name) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, target.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName(name)))
        .WithTrailingTrivia(target.GetTrailingTrivia());

    private static AwaitExpressionSyntax Wait(ExpressionSyntax target) => SyntaxFactory.AwaitExpression(
        SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), target.WithoutLeadingTrivia())
        .WithLeadingTrivia(target.GetLeadingTrivia());
}
