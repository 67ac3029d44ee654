using System.Collections.Immutable;
using System.Composition;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Keeps a dropped token in a variable, or discards it explicitly.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DroppedTokenFix)), Shared]
public sealed class DroppedTokenFix : CodeFixProvider
{
    internal const string Keep = "MW0004.Keep";
    internal const string Discard = "MW0004.Discard";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DroppedTokenAnalyzer.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.By(ApplyAsync);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is null || model is null || Dropped(root, diagnostic) is not { } expression)
            {
                continue;
            }

            Offer("Keep the token in a variable", Keep, CanKeep(expression));
            Offer("Discard the token explicitly", Discard, CanDiscard(expression, model));

            void Offer(string title, string key, bool possible)
            {
                if (possible)
                {
                    context.RegisterCodeFix(
                        CodeAction.Create(title, cancel => ApplyAsync(context.Document, [diagnostic], key, cancel), key),
                        diagnostic);
                }
            }
        }
    }

    private static async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, string? key, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
        {
            return document;
        }

        var dropped = diagnostics.Select(d => Dropped(root, d)).OfType<ExpressionSyntax>();
        return document.WithSyntaxRoot(key == Keep ? KeepAll(root, model, dropped) : DiscardAll(root, model, dropped));
    }

    private static SyntaxNode DiscardAll(SyntaxNode root, SemanticModel model, IEnumerable<ExpressionSyntax> dropped) =>
        root.ReplaceNodes(dropped.Where(e => CanDiscard(e, model)), static (_, expression) =>
            SyntaxFactory.AssignmentExpression(
                SyntaxKind.SimpleAssignmentExpression,
                SyntaxFactory.IdentifierName(SyntaxFactory.Identifier(default, SyntaxKind.UnderscoreToken, "_", "_", SyntaxFactory.TriviaList(SyntaxFactory.Space))),
                SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space),
                expression.WithoutLeadingTrivia()).WithLeadingTrivia(expression.GetLeadingTrivia()));

    private static SyntaxNode KeepAll(SyntaxNode root, SemanticModel model, IEnumerable<ExpressionSyntax> dropped)
    {
        var names = new VariableNames(model);
        var chosen = dropped.Where(CanKeep).ToDictionary(e => (SyntaxNode)e.Parent!, e => names.Choose(e));
        return root.ReplaceNodes(chosen.Keys, (original, rewritten) => Declare((ExpressionStatementSyntax)rewritten, chosen[original]));
    }

    private static LocalDeclarationStatementSyntax Declare(ExpressionStatementSyntax statement, string name) =>
        SyntaxFactory.LocalDeclarationStatement(
            SyntaxFactory.VariableDeclaration(
                SyntaxFactory.IdentifierName("var").WithTrailingTrivia(SyntaxFactory.Space),
                SyntaxFactory.SingletonSeparatedList(
                    SyntaxFactory.VariableDeclarator(SyntaxFactory.Identifier(name).WithTrailingTrivia(SyntaxFactory.Space))
                        .WithInitializer(SyntaxFactory.EqualsValueClause(
                            SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space),
                            statement.Expression.WithoutLeadingTrivia())))))
            .WithSemicolonToken(statement.SemicolonToken)
            .WithLeadingTrivia(statement.GetLeadingTrivia());

    private static ExpressionSyntax? Dropped(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) as ExpressionSyntax;

    /// <summary>A declaration stands where a block, a switch section or the top level holds the statement.</summary>
    private static bool CanKeep(ExpressionSyntax expression) =>
        expression.Parent is ExpressionStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax };

    /// <summary>Where <c>_</c> is a variable, an assignment to it is no discard.</summary>
    private static bool CanDiscard(ExpressionSyntax expression, SemanticModel model) =>
        model.LookupSymbols(expression.SpanStart, name: "_").All(s => s is INamespaceOrTypeSymbol);
}
