using System.Composition;
using Mapwright.Analyzers.Generation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Generation;

/// <summary>Gives an adapter a shared instance, and so the default file system and the static factories.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddSharedFix)), Shared]
public sealed class AddSharedFix() : ChangingFix(GenerationRules.AdapterNoShared, GenerationRules.AdapterNotConstructible)
{
    internal const string Key = "MW0109.AddShared";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic) =>
        Adapter(root, model, diagnostic) is { } type
            ? [new(Key, "Add a shared instance", type, (editor, _) => editor.ReplaceNode(type, static (current, _) => AddTo((TypeDeclarationSyntax)current)))]
            : [];

    private static TypeDeclarationSyntax AddTo(TypeDeclarationSyntax type) =>
        NewMember.AddFirst(type, $"public static {type.Identifier.Text} Shared {{ get; }} = new();");

    /// <summary>The adapter, when it can be made without arguments and the name is free.</summary>
    private static TypeDeclarationSyntax? Adapter(SyntaxNode root, SemanticModel model, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        && model.GetDeclaredSymbol(type) is INamedTypeSymbol symbol
        && symbol.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty)
        && symbol.GetMembers("Shared").IsEmpty ? type : null;
}
