using System.Composition;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Keeps a dropped token in a variable, or discards it explicitly.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DroppedTokenFix)), Shared]
public sealed class DroppedTokenFix() : ChangingFix(DroppedTokenAnalyzer.Id)
{
    internal const string Keep = "MW0004.Keep";
    internal const string Discard = "MW0004.Discard";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax dropped)
        {
            yield break;
        }

        if (CanKeep(dropped))
        {
            yield return new(Keep, "Keep the token in a variable", dropped, (editor, names) =>
            {
                var name = names.Choose(dropped);
                editor.ReplaceNode(dropped.Parent!, (current, _) => Declare((ExpressionStatementSyntax)current, name));
            });
        }

        if (CanDiscard(dropped, model))
        {
            yield return new(Discard, "Discard the token explicitly", dropped, (editor, _) =>
                editor.ReplaceNode(dropped, static (current, _) => Assign((ExpressionSyntax)current)));
        }
    }

    private static AssignmentExpressionSyntax Assign(ExpressionSyntax dropped) => SyntaxFactory.AssignmentExpression(
        SyntaxKind.SimpleAssignmentExpression,
        SyntaxFactory.IdentifierName(SyntaxFactory.Identifier(default, SyntaxKind.UnderscoreToken, "_", "_", SyntaxFactory.TriviaList(SyntaxFactory.Space))),
        SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space),
        dropped.WithoutLeadingTrivia()).WithLeadingTrivia(dropped.GetLeadingTrivia());

    private static LocalDeclarationStatementSyntax Declare(ExpressionStatementSyntax statement, string name) =>
        SyntaxFactory.LocalDeclarationStatement(
            SyntaxFactory.VariableDeclaration(
                SyntaxFactory.IdentifierName("var").WithTrailingTrivia(SyntaxFactory.Space),
                SyntaxFactory.SingletonSeparatedList(
                    SyntaxFactory.VariableDeclarator(SyntaxFactory.Identifier(name).WithTrailingTrivia(SyntaxFactory.Space))
                        .WithInitializer(SyntaxFactory.EqualsValueClause(
                            SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space),
                            statement.Expression.WithoutLeadingTrivia())))))
            .WithSemicolonToken(statement.SemicolonToken)
            .WithLeadingTrivia(statement.GetLeadingTrivia());

    /// <summary>A declaration stands where a block, a switch section or the top level holds the statement.</summary>
    private static bool CanKeep(ExpressionSyntax expression) =>
        expression.Parent is ExpressionStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax };

    /// <summary>Where <c>_</c> is a variable, an assignment to it is no discard.</summary>
    private static bool CanDiscard(ExpressionSyntax expression, SemanticModel model) =>
        model.LookupSymbols(expression.SpanStart, name: "_").All(s => s is INamespaceOrTypeSymbol);
}
