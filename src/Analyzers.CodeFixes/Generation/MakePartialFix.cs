using System.Composition;
using Mapwright.Analyzers.Generation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Generation;

/// <summary>Makes an adapter, a type around one, or a surface partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix)), Shared]
public sealed class MakePartialFix() : ChangingFix(GenerationRules.AdapterNotPartial, GenerationRules.AdapterInNonPartialType, GenerationRules.SurfaceShape)
{
    internal const string Key = "MW0101.MakePartial";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic) =>
        NotPartial(root, diagnostic) is { } type
            ? [new(Key, $"Make '{type.Identifier.ValueText}' partial", type, (editor, _) => editor.ReplaceNode(type, static (current, _) => AddPartial((TypeDeclarationSyntax)current)))]
            : [];

    private static TypeDeclarationSyntax AddPartial(TypeDeclarationSyntax type)
    {
        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        return type.Modifiers.Count > 0
            ? type.AddModifiers(partial)
            : type.WithKeyword(type.Keyword.WithLeadingTrivia()).AddModifiers(partial.WithLeadingTrivia(type.Keyword.LeadingTrivia));
    }

    private static TypeDeclarationSyntax? NotPartial(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        && !type.Modifiers.Any(SyntaxKind.PartialKeyword) ? type : null;
}
