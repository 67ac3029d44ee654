using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>A variable with a file, or with a receipt of one, that is to be flushed: where it is used, and where that is too late.</summary>
/// <param name="variable">The variable.</param>
/// <param name="owner">The file that a receipt is of; null for a file.</param>
/// <param name="model">The model.</param>
internal sealed class WrittenVariable(ILocalSymbol variable, ExpressionSyntax? owner, SemanticModel model)
{
    private readonly ContractTable _contracts = ContractTable.Of(model.Compilation);

    /// <summary>The last statement after a write, or with it, that uses the variable, where it is still open and no way has left; null where there is none.</summary>
    public StatementSyntax? LastUse(StatementList list, SyntaxNode write)
    {
        if (list.IndexOf(write) is not (>= 0 and var at) || model.GetEnclosingSymbol(write.SpanStart) is not { } function
            || !SymbolEqualityComparer.Default.Equals(function, variable.ContainingSymbol))
        {
            return null;
        }

        if (Leaves(list.Statements[at]) || Ends(list.Statements[at]))
        {
            var inner = write.Ancestors().TakeWhile(node => node != list.Statements[at]).Append(list.Statements[at]).Where(node => node != list.Host).Select(StatementList.Of).LastOrDefault(found => found is not null);
            return inner is null ? null : LastUse(inner, write);
        }

        var last = at;
        for (var next = at + 1; next < list.Statements.Count && !Leaves(list.Statements[next]) && !Ends(list.Statements[next]); next++)
        {
            last = Mentions(list.Statements[next]) ? next : last;
        }

        return list.Statements[last];
    }

    private bool Leaves(StatementSyntax statement) =>
        model.AnalyzeControlFlow(statement) is not { Succeeded: true, EndPointIsReachable: true, ExitPoints.IsEmpty: true };

    private bool Mentions(SyntaxNode statement) => statement.DescendantNodesAndSelf().Any(Is);

    /// <summary>Whether the statement closes the object or gives the variable another one; a lambda or a local function in it may be called behind it.</summary>
    private bool Ends(StatementSyntax statement) => statement.DescendantNodesAndSelf().Any(node => node switch
    {
        UsingStatementSyntax { Expression: { } used } => IsObject(used),
        AssignmentExpressionSyntax { Left: var target } => target.DescendantNodesAndSelf().Any(IsObject),
        ArgumentSyntax { RefKindKeyword.RawKind: not 0 and not (int)SyntaxKind.InKeyword } argument => IsObject(argument.Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var on } } call => IsObject(on) && IsEnd(call),
        ConditionalAccessExpressionSyntax { Expression: var on, WhenNotNull: InvocationExpressionSyntax call } => IsObject(on) && IsEnd(call),
        _ => false,
    });

    private bool IsEnd(InvocationExpressionSyntax call) => model.GetSymbolInfo(call).Symbol is IMethodSymbol method
        && (Disposal.IsDispose(method) || _contracts.Of(method) is { Invalidates: true } or { Releases: true });

    private bool IsObject(SyntaxNode node) => Is(node) || (owner is not null && node is ExpressionSyntax && SyntaxFactory.AreEquivalent(node, owner));

    private bool Is(SyntaxNode node) => node is IdentifierNameSyntax name && name.Identifier.ValueText == variable.Name
        && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, variable);
}
