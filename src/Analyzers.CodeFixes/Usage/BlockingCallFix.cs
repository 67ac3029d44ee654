using System.Composition;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Awaits the asynchronous twin of a blocking call, and passes the token that is in scope.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BlockingCallFix)), Shared]
public sealed class BlockingCallFix() : ChangingFix(BlockingCallAnalyzer.Id)
{
    internal const string Key = "MW0008.Await";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (Call(root, diagnostic) is { } call && TwinCall.Of(call, model) is { } twin)
        {
            yield return new(Key, $"Await '{twin.Name}'", call, (editor, _) =>
                editor.ReplaceNode(call, (current, _) => Await(call, twin.Replace((InvocationExpressionSyntax)current))));
        }
    }

    private static ExpressionSyntax Await(SyntaxNode call, InvocationExpressionSyntax twin)
    {
        var wait = SyntaxFactory.AwaitExpression(
            SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), twin.WithoutTrivia());
        var isOperand = call.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax or PostfixUnaryExpressionSyntax;
        return (isOperand ? SyntaxFactory.ParenthesizedExpression(wait) : (ExpressionSyntax)wait).WithTriviaFrom(twin);
    }

    private static InvocationExpressionSyntax? Call(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindToken(diagnostic.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<InvocationExpressionSyntax>(
            call => call.Span.End == diagnostic.Location.SourceSpan.End);
}
