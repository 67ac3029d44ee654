using System.Collections.Immutable;
using System.Composition;
using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Takes a lease before a view, and has the lease give the view.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EndedViewFix)), Shared]
public sealed class EndedViewFix : CodeFixProvider
{
    internal const string Lease = "MW0005.Lease";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [EndedViewAnalyzer.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.By(ApplyAsync);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is not null && model is not null && Taking(root, model, diagnostic) is not null)
            {
                context.RegisterCodeFix(CodeAction.Create("Take a lease", cancel => ApplyAsync(context.Document, [diagnostic], Lease, cancel), Lease), diagnostic);
            }
        }
    }

    private static async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, string? key, CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        var done = new HashSet<SyntaxNode>();
        foreach (var diagnostic in diagnostics)
        {
            if (Taking(editor.OriginalRoot, editor.SemanticModel, diagnostic) is var (statement, owner, method) && done.Add(owner))
            {
                var name = Free(editor.SemanticModel, statement.SpanStart, done.Count);
                editor.InsertBefore(statement, SyntaxFactory.ParseStatement($"using var {name} = {owner.WithoutTrivia()}.{method}();")
                    .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation));
                editor.ReplaceNode(owner, SyntaxFactory.IdentifierName(name).WithTriviaFrom(owner));
            }
        }

        return editor.GetChangedDocument();
    }

    /// <summary>The statement that makes the view, the expression of its owner, and the method that leases; null where no lease gives the same view.</summary>
    private static (StatementSyntax Statement, ExpressionSyntax Owner, string Method)? Taking(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (diagnostic.AdditionalLocations.Count == 0
            || root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax made
            || made.FirstAncestorOrSelf<StatementSyntax>() is not LocalDeclarationStatementSyntax { Parent: BlockSyntax block } statement
            || !block.Span.Contains(diagnostic.Location.SourceSpan)
            || (made is InvocationExpressionSyntax call ? call.Expression : made) is not MemberAccessExpressionSyntax { Expression: { } owner, Name.Identifier.ValueText: var member }
            || model.GetTypeInfo(owner).Type is not { } type
            || model.GetTypeInfo(made).Type is not { } view)
        {
            return null;
        }

        var contracts = ContractTable.Of(model.Compilation);
        var lease = model.LookupSymbols(made.SpanStart, type).OfType<IMethodSymbol>().FirstOrDefault(method =>
            method is { IsStatic: false, Parameters.IsEmpty: true }
            && contracts.Of(method) is { Borrows: true, Acquires: true }
            && model.LookupSymbols(made.SpanStart, method.ReturnType, member).Any(given => SymbolEqualityComparer.Default.Equals((given as IMethodSymbol)?.ReturnType ?? (given as IPropertySymbol)?.Type, view)));
        return lease is null ? null : (statement, owner, lease.Name);
    }

    private static string Free(SemanticModel model, int position, int first)
    {
        for (var i = first; ; i++)
        {
            var name = i == 1 ? "lease" : "lease" + i;
            if (model.LookupSymbols(position, name: name).IsEmpty)
            {
                return name;
            }
        }
    }
}
