using System.Composition;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Declares a guard with <c>using</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HeldGuardFix)), Shared]
public sealed class HeldGuardFix() : ChangingFix(HeldGuardAnalyzer.Id)
{
    internal const string Using = "MW0007.Using";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic) =>
        Declaration(root, model, diagnostic) is { } declaration
            ? [new(Using, "Declare it with 'using'", declaration, (editor, _) => editor.ReplaceNode(declaration, static (current, _) => AddUsing((LocalDeclarationStatementSyntax)current)))]
            : [];

    private static LocalDeclarationStatementSyntax AddUsing(LocalDeclarationStatementSyntax declaration) => declaration
        .WithoutLeadingTrivia()
        .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
        .WithLeadingTrivia(declaration.GetLeadingTrivia());

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
