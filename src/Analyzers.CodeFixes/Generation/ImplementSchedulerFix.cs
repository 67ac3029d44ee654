using System.Composition;
using Mapwright.Analyzers.Generation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Mapwright.Analyzers.CodeFixes.Generation;

/// <summary>Lets an adapter implement IScheduler, at first by running each item on the caller.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ImplementSchedulerFix)), Shared]
public sealed class ImplementSchedulerFix() : ChangingFix(GenerationRules.AdapterNotScheduler)
{
    internal const string Key = "MW0106.Implement";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
        {
            var schedules = type.Members.OfType<MethodDeclarationSyntax>().Any(m => m.Identifier.ValueText == "Schedule");
            yield return new(Key, "Implement IScheduler", type, (editor, _) =>
                editor.ReplaceNode(type, (current, generator) => Implement((TypeDeclarationSyntax)current, generator, schedules)));
        }
    }

    private static SyntaxNode Implement(TypeDeclarationSyntax type, SyntaxGenerator generator, bool schedules)
    {
        var scheduler = SyntaxFactory.ParseTypeName("global::Mapwright.IScheduler").WithAdditionalAnnotations(Simplifier.Annotation);
        var body = schedules ? type : NewMember.AddLast(type, "public void Schedule(global::Mapwright.IWorkItem item) => item.Execute();");
        return generator.AddInterfaceType(body, scheduler);
    }
}
