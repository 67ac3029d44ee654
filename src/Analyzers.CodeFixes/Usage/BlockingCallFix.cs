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
        if (Call(root, diagnostic) is { } call && TwinCall.Of(call, model) is { } twin && TwinCall.Whole(call) is var whole
            && (whole == call || IsSameForNull(call, whole, model)) && AwaitPlace.IsAllowed(model, call, call.SpanStart))
        {
            yield return new(Key, $"Await '{twin.Name}'", call, (editor, _) => editor.ReplaceNode(whole, (current, _) => Await(whole, Replace((ExpressionSyntax)current, twin))));
        }
    }

    /// <summary>Whether it is the same to wait for nothing where there is nothing to call: what would be null is null, or nobody looks.</summary>
    private static bool IsSameForNull(InvocationExpressionSyntax call, ExpressionSyntax whole, SemanticModel model) =>
        whole.Parent is ExpressionStatementSyntax || model.GetSymbolInfo(call).Symbol is IMethodSymbol { ReturnsVoid: true } or IMethodSymbol { ReturnType.IsReferenceType: true };

    private static ExpressionSyntax Replace(ExpressionSyntax whole, TwinCall twin) => whole is ConditionalAccessExpressionSyntax access
        ? access.WithWhenNotNull(Replace(access.WhenNotNull, twin))
        : twin.Replace((InvocationExpressionSyntax)whole);

    private static ExpressionSyntax Await(ExpressionSyntax whole, ExpressionSyntax twin)
    {
        var operand = twin is ConditionalAccessExpressionSyntax
            ? SyntaxFactory.ParenthesizedExpression(SyntaxFactory.BinaryExpression(
                SyntaxKind.CoalesceExpression,
                twin.WithoutTrivia(),
                SyntaxFactory.Token(SyntaxKind.QuestionQuestionToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space),
                SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression)))
            : twin.WithoutTrivia();
        var wait = SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), operand);
        var isOperand = whole.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax or PostfixUnaryExpressionSyntax;
        return (isOperand ? SyntaxFactory.ParenthesizedExpression(wait) : (ExpressionSyntax)wait).WithTriviaFrom(twin);
    }

    private static InvocationExpressionSyntax? Call(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindToken(diagnostic.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<InvocationExpressionSyntax>(
            call => call.Span.End == diagnostic.Location.SourceSpan.End);
}
