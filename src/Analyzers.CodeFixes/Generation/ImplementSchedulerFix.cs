using System.Collections.Immutable;
using System.Composition;
using Mapwright.Analyzers.Generation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Mapwright.Analyzers.CodeFixes.Generation;

/// <summary>Lets an adapter implement IScheduler, at first by running each item on the caller.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ImplementSchedulerFix)), Shared]
public sealed class ImplementSchedulerFix : CodeFixProvider
{
    internal const string Key = "MW0106.Implement";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [GenerationRules.AdapterNotScheduler];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAll.By((document, diagnostics, _, cancel) => ApplyAsync(document, diagnostics, cancel));

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            context.RegisterCodeFix(
                CodeAction.Create("Implement IScheduler", cancel => ApplyAsync(context.Document, [diagnostic], cancel), Key),
                diagnostic);
        }

        return Task.CompletedTask;
    }

    private static async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in diagnostics)
        {
            if (editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
            {
                var schedules = type.Members.OfType<MethodDeclarationSyntax>().Any(m => m.Identifier.ValueText == "Schedule");
                editor.ReplaceNode(type, (current, generator) => Implement((TypeDeclarationSyntax)current, generator, schedules));
            }
        }

        return editor.GetChangedDocument();
    }

    private static SyntaxNode Implement(TypeDeclarationSyntax type, SyntaxGenerator generator, bool schedules)
    {
        var scheduler = SyntaxFactory.ParseTypeName("global::Mapwright.IScheduler").WithAdditionalAnnotations(Simplifier.Annotation);
        var body = schedules ? type : NewMember.AddLast(type, "public void Schedule(global::Mapwright.IWorkItem item) => item.Execute();");
        return generator.AddInterfaceType(body, scheduler);
    }
}
