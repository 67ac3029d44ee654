using System.Collections.Immutable;
using System.Composition;
using Mapwright.Analyzers.Generation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Mapwright.Analyzers.CodeFixes.Generation;

/// <summary>Gives an adapter a shared instance, and so the default file system and the static factories.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddSharedFix)), Shared]
public sealed class AddSharedFix : CodeFixProvider
{
    internal const string Key = "MW0109.AddShared";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [GenerationRules.AdapterNoShared, GenerationRules.AdapterNotConstructible];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.By((document, diagnostics, _, cancel) => ApplyAsync(document, diagnostics, cancel));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is not null && model is not null && Adapter(root, model, diagnostic) is not null)
            {
                context.RegisterCodeFix(
                    CodeAction.Create("Add a shared instance", cancel => ApplyAsync(context.Document, [diagnostic], cancel), Key),
                    diagnostic);
            }
        }
    }

    private static async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in diagnostics)
        {
            if (Adapter(editor.OriginalRoot, editor.SemanticModel, diagnostic) is { } type)
            {
                var member = $"public static {type.Identifier.Text} Shared {{ get; }} = new();";
                editor.ReplaceNode(type, (current, _) => NewMember.AddFirst((TypeDeclarationSyntax)current, member));
            }
        }

        return editor.GetChangedDocument();
    }

    /// <summary>The adapter, when it can be made without arguments and the name is free.</summary>
    private static TypeDeclarationSyntax? Adapter(SyntaxNode root, SemanticModel model, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        && model.GetDeclaredSymbol(type) is INamedTypeSymbol symbol
        && symbol.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty)
        && symbol.GetMembers("Shared").IsEmpty ? type : null;
}
