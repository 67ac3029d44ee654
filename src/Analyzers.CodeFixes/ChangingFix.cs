using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace Mapwright.Analyzers.CodeFixes;

/// <summary>A fix that says which changes a diagnostic asks for; one of them and all of a document's are made by the same code.</summary>
public abstract class ChangingFix : CodeFixProvider
{
    private protected ChangingFix(params string[] ids) => FixableDiagnosticIds = [.. ids];

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
        await MakeAsync(document, diagnostics, context.CodeActionEquivalenceKey, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            foreach (var change in Changes(root, model, diagnostic))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(change.Title, cancel => MakeAsync(context.Document, [diagnostic], change.Key, cancel), change.Key),
                    diagnostic);
            }
        }
    }

    /// <summary>The changes that may be made; none where each would leave code that does not compile or means something else.</summary>
    private protected abstract IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic);

    private async Task<Document> MakeAsync(Document document, ImmutableArray<Diagnostic> diagnostics, string? key, CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        var names = new VariableNames(editor.SemanticModel);
        var made = new HashSet<SyntaxNode>();
        foreach (var change in diagnostics.SelectMany(d => Changes(editor.OriginalRoot, editor.SemanticModel, d)))
        {
            if (change.Key == key && made.Add(change.Place))
            {
                change.Make(editor, names);
            }
        }

        return editor.GetChangedDocument();
    }
}
