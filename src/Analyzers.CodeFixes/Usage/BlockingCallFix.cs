using System.Collections.Immutable;
using System.Composition;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Awaits the asynchronous twin of a blocking call, and passes the token that is in scope.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BlockingCallFix)), Shared]
public sealed class BlockingCallFix : CodeFixProvider
{
    internal const string Key = "MW0008.Await";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [BlockingCallAnalyzer.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.By((document, diagnostics, _, cancel) => ApplyAsync(document, diagnostics, cancel));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is not null && model is not null && Call(root, diagnostic) is { } call && TwinCall.Of(call, model) is { } twin)
            {
                context.RegisterCodeFix(
                    CodeAction.Create($"Await '{twin.Name}'", cancel => ApplyAsync(context.Document, [diagnostic], cancel), Key),
                    diagnostic);
            }
        }
    }

    private static async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
        {
            return document;
        }

        var twins = new Dictionary<SyntaxNode, TwinCall>();
        foreach (var call in diagnostics.Select(d => Call(root, d)).OfType<InvocationExpressionSyntax>())
        {
            if (TwinCall.Of(call, model) is { } twin)
            {
                twins[call] = twin;
            }
        }

        return document.WithSyntaxRoot(root.ReplaceNodes(twins.Keys, (call, current) => Await(call, twins[call].Replace((InvocationExpressionSyntax)current))));
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
