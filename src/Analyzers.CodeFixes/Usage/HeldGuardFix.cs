using System.Composition;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Declares a guard with <c>using</c>; where no declaration can be, puts a <c>using</c> statement around what runs while it is held.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HeldGuardFix)), Shared]
public sealed class HeldGuardFix() : ChangingFix(HeldGuardAnalyzer.Id)
{
    internal const string Using = "MW0007.Using";
    internal const string Statement = "MW0007.Statement";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax taken || GuardVariable.Of(taken, model) is not { } guard)
        {
            yield break;
        }

        if (guard.Declaration is { } declaration)
        {
            yield return new(Using, "Declare it with 'using'", declaration, (editor, _) =>
                editor.ReplaceNode(declaration, static (current, _) => AddUsing((LocalDeclarationStatementSyntax)current)));
        }
        else if (HeldCode.Of(guard, model) is { } held)
        {
            yield return new(Statement, $"Hold it with 'using ({guard.Name})'", held.Host, (editor, _) =>
                editor.ReplaceNode(held.Host, (current, _) => held.Wrap(current, guard.Name)));
        }
    }

    private static LocalDeclarationStatementSyntax AddUsing(LocalDeclarationStatementSyntax declaration) => declaration
        .WithoutLeadingTrivia()
        .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
        .WithLeadingTrivia(declaration.GetLeadingTrivia());
}
