using System.Collections.Immutable;
using System.Composition;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Declares a guard with <c>using</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HeldGuardFix)), Shared]
public sealed class HeldGuardFix : CodeFixProvider
{
    internal const string Using = "MW0007.Using";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [HeldGuardAnalyzer.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.By(ApplyAsync);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is not null && model is not null && Declaration(root, model, diagnostic) is not null)
            {
                context.RegisterCodeFix(CodeAction.Create("Declare it with 'using'", cancel => ApplyAsync(context.Document, [diagnostic], Using, cancel), Using), diagnostic);
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

        var declarations = diagnostics.Select(d => Declaration(root, model, d)).OfType<LocalDeclarationStatementSyntax>().Distinct();
        return document.WithSyntaxRoot(root.ReplaceNodes(declarations, static (_, declaration) => declaration
            .WithoutLeadingTrivia()
            .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            .WithLeadingTrivia(declaration.GetLeadingTrivia())));
    }

    /// <summary>The declaration of the guard; null where a variable is assigned again, or its type can only be disposed asynchronously.</summary>
    private static LocalDeclarationStatementSyntax? Declaration(SyntaxNode root, SemanticModel model, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax taken
        && taken.FirstAncestorOrSelf<StatementSyntax>() is LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables, Parent: BlockSyntax block } declaration
        && variables[0].Initializer is { } initializer && initializer.Span.Contains(taken.Span)
        && declaration.UsingKeyword.IsKind(SyntaxKind.None)
        && model.GetDeclaredSymbol(variables[0]) is ILocalSymbol local
        && local.Type.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_IDisposable)
        && !block.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(a => a.Left is IdentifierNameSyntax name && name.Identifier.ValueText == local.Name)
            ? declaration
            : null;
}
