using System.Composition;
using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Flushes a file or a receipt after the last statement that mentions it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnflushedWriteFix)), Shared]
public sealed class UnflushedWriteFix() : ChangingFix(UnflushedWriteAnalyzer.Id)
{
    internal const string Flush = "MW0003.Flush";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (Insertion(root, model, diagnostic) is var (variable, place, isAfter, flush))
        {
            yield return new(Flush, $"Insert '{flush}'", variable, (editor, _) =>
            {
                var statement = SyntaxFactory.ParseStatement(flush).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
                if (isAfter)
                {
                    editor.InsertAfter(place, statement);
                }
                else
                {
                    editor.InsertBefore(place, statement);
                }
            });
        }
    }

    /// <summary>The variable, the statement beside which to flush, and how; null where the variable is not declared in a block.</summary>
    private static (VariableDeclaratorSyntax Variable, StatementSyntax Place, bool IsAfter, string Flush)? Insertion(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (diagnostic.AdditionalLocations.Count == 0
            || root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax made
            || made.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is not { } variable
            || model.GetDeclaredSymbol(variable) is not ILocalSymbol local
            || Block(variable) is not { } statements
            || Call(model, local, made, variable) is not { } call)
        {
            return null;
        }

        var last = statements.LastOrDefault(s => s.DescendantNodesAndSelf().Any(node => Mentions(node, variable))) ?? statements.FirstOrDefault();
        return last is null ? null : (variable, last, last is not ReturnStatementSyntax, call);
    }

    private static bool Mentions(SyntaxNode node, VariableDeclaratorSyntax variable) =>
        node == variable || (node is IdentifierNameSyntax name && name.Identifier.ValueText == variable.Identifier.ValueText);

    private static SyntaxList<StatementSyntax>? Block(VariableDeclaratorSyntax variable) => variable.Parent?.Parent switch
    {
        UsingStatementSyntax { Statement: BlockSyntax block } => block.Statements,
        LocalDeclarationStatementSyntax { Parent: BlockSyntax block } => block.Statements,
        LocalDeclarationStatementSyntax { Parent: SwitchSectionSyntax section } => section.Statements,
        _ => null,
    };

    private static string? Call(SemanticModel model, ILocalSymbol local, ExpressionSyntax made, VariableDeclaratorSyntax variable)
    {
        var contracts = ContractTable.Of(model.Compilation);
        var isAsync = model.GetEnclosingSymbol(variable.SpanStart) is IMethodSymbol { IsAsync: true };
        var isReceipt = contracts.IsToken(local.Type);
        var owner = isReceipt ? (Called(made) as MemberAccessExpressionSyntax)?.Expression : null;
        var type = isReceipt ? owner is null ? null : model.GetTypeInfo(owner).Type : local.Type;
        if (type is null)
        {
            return null;
        }

        var name = SyntaxFacts.GetKeywordKind(local.Name) != SyntaxKind.None ? "@" + local.Name : local.Name;
        var flush = model.LookupSymbols(variable.SpanStart, type).OfType<IMethodSymbol>()
            .Where(method => Flushes(method, contracts, isReceipt ? local.Type : null))
            .OrderBy(method => contracts.Of(method).IsAsyncTwin != isAsync).ThenBy(method => method.Name.Length).ThenBy(method => method.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        if (flush is null || (contracts.Of(flush).IsAsyncTwin && !isAsync))
        {
            return null;
        }

        var call = isReceipt ? $"{owner!.WithoutTrivia()}.{flush.Name}({name});" : $"{name}.{flush.Name}();";
        return contracts.Of(flush).IsAsyncTwin ? "await " + call : call;
    }

    private static bool Flushes(IMethodSymbol method, ContractTable contracts, ITypeSymbol? receipt)
    {
        var contract = contracts.Of(method);
        var required = method.Parameters.Where(p => !p.IsOptional).ToList();
        return !method.IsStatic
            && contract is { Cleans: true, IsPartial: false, Invalidates: false, Dirties: false }
            && (receipt is null
                ? required.Count == 0
                : required.Count == 1 && SymbolEqualityComparer.Default.Equals(required[0].Type, receipt) && contract.ConsumedBy(required[0]) is not null);
    }

    private static ExpressionSyntax? Called(ExpressionSyntax made) => made switch
    {
        InvocationExpressionSyntax call => call.Expression,
        AwaitExpressionSyntax wait => Called(wait.Expression),
        _ => null,
    };
}
