using System.Composition;
using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Keeps a dropped token in a variable, one that has to be disposed with <c>using</c>, or discards it explicitly.</summary>
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

        var tasks = ContractTable.Of(model.Compilation).Tasks;
        var isPending = tasks.IsPending(model.GetTypeInfo(dropped).Type);
        if (CanKeep(dropped) && (!isPending || CanWait(dropped, model)))
        {
            yield return new(Keep, "Keep the token in a variable", dropped, (editor, names) =>
            {
                var name = isPending ? names.Choose(dropped, tasks.ResultOf(model.GetTypeInfo(dropped).Type!)) : names.Choose(dropped);
                var isUsing = IsUsing(dropped, model);
                editor.ReplaceNode(dropped.Parent!, (current, _) => Declare((ExpressionStatementSyntax)current, name, isUsing, isPending));
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

    private static LocalDeclarationStatementSyntax Declare(ExpressionStatementSyntax statement, string name, bool isUsing, bool isPending) =>
        SyntaxFactory.LocalDeclarationStatement(
            SyntaxFactory.VariableDeclaration(
                SyntaxFactory.IdentifierName("var").WithTrailingTrivia(SyntaxFactory.Space),
                SyntaxFactory.SingletonSeparatedList(
                    SyntaxFactory.VariableDeclarator(SyntaxFactory.Identifier(name).WithTrailingTrivia(SyntaxFactory.Space))
                        .WithInitializer(SyntaxFactory.EqualsValueClause(
                            SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space),
                            isPending ? Wait(statement.Expression) : statement.Expression.WithoutLeadingTrivia())))))
            .WithUsingKeyword(isUsing ? SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space) : default)
            .WithSemicolonToken(statement.SemicolonToken)
            .WithLeadingTrivia(statement.GetLeadingTrivia());

    /// <summary>A declaration stands where a block, a switch section or the top level holds the statement.</summary>
    private static bool CanKeep(ExpressionSyntax expression) =>
        expression.Parent is ExpressionStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax };

    private static AwaitExpressionSyntax Wait(ExpressionSyntax operation) => SyntaxFactory.AwaitExpression(
        SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), operation.WithoutLeadingTrivia());

    /// <summary>Where an operation cannot be awaited, its token is not there to be kept.</summary>
    private static bool CanWait(ExpressionSyntax operation, SemanticModel model) =>
        model.GetEnclosingSymbol(operation.SpanStart) is IMethodSymbol { IsAsync: true } && AwaitPlace.IsAllowed(model, operation, operation.SpanStart);

    /// <summary>What holds something until it is disposed is kept so that it is; a <c>switch</c> section takes no such declaration.</summary>
    private static bool IsUsing(ExpressionSyntax expression, SemanticModel model) =>
        expression.Parent is { Parent: not SwitchSectionSyntax } && model.GetTypeInfo(expression).Type is { } type && ContractTable.Of(model.Compilation).Tasks.ResultOf(type).AllInterfaces.Any(i => i.SpecialType == SpecialType.System_IDisposable);

    /// <summary>Where <c>_</c> is a variable, an assignment to it is no discard.</summary>
    private static bool CanDiscard(ExpressionSyntax expression, SemanticModel model) =>
        model.LookupSymbols(expression.SpanStart, name: "_").All(s => s is INamespaceOrTypeSymbol);
}
