using System.Collections.Immutable;
using System.Composition;
using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Exchanges what the earlier call returned for a new token: <c>file.Write(file.Rewrite(receipt), data)</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SpentTokenFix)), Shared]
public sealed class SpentTokenFix : CodeFixProvider
{
    internal const string Exchange = "MW0001.Exchange";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [SpentTokenAnalyzer.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.By(ApplyAsync);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is not null && model is not null && Replacement(root, model, diagnostic) is var (_, exchanged))
            {
                context.RegisterCodeFix(
                    CodeAction.Create($"Use '{exchanged}'", cancel => ApplyAsync(context.Document, [diagnostic], Exchange, cancel), Exchange),
                    diagnostic);
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

        var replacements = diagnostics.Select(d => Replacement(root, model, d)).Where(r => r is not null).ToDictionary(r => (SyntaxNode)r!.Value.Token, r => r!.Value.Exchanged);
        return document.WithSyntaxRoot(root.ReplaceNodes(replacements.Keys, (original, _) => replacements[original].WithTriviaFrom(original)));
    }

    /// <summary>The argument, and what to pass instead; null where the result of the earlier call is not in a variable that can be seen.</summary>
    private static (ExpressionSyntax Token, ExpressionSyntax Exchanged)? Replacement(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax token
            || diagnostic.AdditionalLocations.Count == 0
            || root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax earlier
            || earlier.Span.Contains(token.Span)
            || earlier.Expression is not MemberAccessExpressionSyntax { Expression: { } instance }
            || earlier.FirstAncestorOrSelf<StatementSyntax>() is not LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } declaration
            || declaration.Parent is null || !declaration.Parent.Span.Contains(token.Span)
            || model.GetDeclaredSymbol(variables[0]) is not ILocalSymbol kept
            || model.GetTypeInfo(instance).Type is not { } owner
            || model.GetTypeInfo(token).Type is not { } wanted)
        {
            return null;
        }

        var contracts = ContractTable.Of(model.Compilation);
        var exchange = model.LookupSymbols(token.SpanStart, owner).OfType<IMethodSymbol>().FirstOrDefault(method =>
            method is { IsStatic: false, Parameters.Length: 1 }
            && SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, kept.Type)
            && SymbolEqualityComparer.Default.Equals(method.ReturnType, wanted)
            && contracts.Of(method).ConsumedBy(method.Parameters[0]) is not null);
        return exchange is null
            ? null
            : (token, SyntaxFactory.ParseExpression($"{instance.WithoutTrivia()}.{exchange.Name}({variables[0].Identifier.Text})"));
    }
}
