using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>The code that runs while a guard is held: a branch that has it, or what follows in the list.</summary>
/// <param name="Host">The branch, or what holds the list.</param>
/// <param name="First">The place in the list of the first statement that is held; -1 for a branch.</param>
internal sealed record HeldCode(SyntaxNode Host, int First)
{
    /// <summary>Finds the code; null where no statement can stand around it.</summary>
    public static HeldCode? Of(GuardVariable guard, SemanticModel model)
    {
        if (guard.Node is not SingleVariableDesignationSyntax)
        {
            return Rest(guard.Node.FirstAncestorOrSelf<StatementSyntax>());
        }

        var condition = guard.Node.Ancestors().OfType<IsPatternExpressionSyntax>().FirstOrDefault() ?? (ExpressionSyntax?)guard.Taken.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (condition?.FirstAncestorOrSelf<IfStatementSyntax>() is not { } branch || !branch.Condition.Span.Contains(condition.Span))
        {
            return null;
        }

        var isNegated = condition is IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax };
        var whole = condition;
        for (; whole != branch.Condition; whole = (ExpressionSyntax)whole.Parent!)
        {
            switch (whole.Parent)
            {
                case ParenthesizedExpressionSyntax:
                    break;
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression }:
                    isNegated = !isNegated;
                    break;
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both when !isNegated && both.Right == whole:
                    break;
                default:
                    return null;
            }
        }

        return !isNegated ? new(branch.Statement, -1)
            : branch.Else is null && model.AnalyzeControlFlow(branch.Statement) is { Succeeded: true, EndPointIsReachable: false } ? Rest(branch)
            : null;
    }

    /// <summary>The branch or the list, with the statement around what is held.</summary>
    public SyntaxNode Wrap(SyntaxNode current, string guard)
    {
        switch (current)
        {
            case BlockSyntax block when First < 0:
                return block.WithStatements([Around(block, guard)]).WithAdditionalAnnotations(Formatter.Annotation);
            case StatementSyntax single when First < 0:
                return SyntaxFactory.Block(Around(SyntaxFactory.Block(single), guard)).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
            case BlockSyntax block:
                return block.WithStatements([.. block.Statements.Take(First), Around(SyntaxFactory.Block(block.Statements.Skip(First)), guard)]);
            case SwitchSectionSyntax section:
                return section.WithStatements([.. section.Statements.Take(First), Around(SyntaxFactory.Block(section.Statements.Skip(First)), guard)]);
            case CompilationUnitSyntax program:
                var held = program.Members.OfType<GlobalStatementSyntax>().Skip(First).Select(global => global.Statement);
                var around = SyntaxFactory.GlobalStatement(Around(SyntaxFactory.Block(held), guard));
                return program.WithMembers([.. program.Members.OfType<GlobalStatementSyntax>().Take(First), around, .. program.Members.Where(member => member is not GlobalStatementSyntax)]);
            default:
                return current;
        }
    }

    private static UsingStatementSyntax Around(BlockSyntax held, string guard) => SyntaxFactory.UsingStatement(
        declaration: null,
        SyntaxFactory.IdentifierName(guard),
        SyntaxFactory.Block(held.Statements)).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>What follows a statement, to the end of its list; a name that is declared there may be known elsewhere only when the list is a scope of its own.</summary>
    private static HeldCode? Rest(StatementSyntax? statement)
    {
        if (statement is null || StatementList.Around(statement) is not { } list)
        {
            return null;
        }

        var first = list.IndexOf(statement) + 1;
        var held = list.Statements.Skip(first).ToList();
        if (held.Any(s => s is LabeledStatementSyntax or LocalFunctionStatementSyntax || s.ContainsDirectives)
            || (list.Host is SwitchSectionSyntax && held.Any(s => s is LocalDeclarationStatementSyntax)))
        {
            return null;
        }

        return new(list.Host, first);
    }
}
