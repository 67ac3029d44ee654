using System.Composition;
using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Flushes a file or a receipt after the last statement that mentions it, but before what closes it, and on the way that leaves.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnflushedWriteFix)), Shared]
public sealed class UnflushedWriteFix() : ChangingFix(UnflushedWriteAnalyzer.Id)
{
    internal const string Flush = "MW0003.Flush";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (Insertion(root, model, diagnostic) is var (variable, place, flush))
        {
            yield return new(Flush, $"Insert '{flush}'", variable, (editor, _) => StatementList.Insert(
                editor,
                place,
                SyntaxFactory.ParseStatement(flush).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation),
                isAfter: true));
        }
    }

    /// <summary>The variable, the statement after which to flush, and how; null where the variable is not declared in a list of statements.</summary>
    private static (VariableDeclaratorSyntax Variable, StatementSyntax Place, string Flush)? Insertion(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (diagnostic.AdditionalLocations.Count == 0
            || root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax made
            || made.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is not { } variable
            || model.GetDeclaredSymbol(variable) is not ILocalSymbol local
            || Scope(variable) is not { } scope)
        {
            return null;
        }

        var owner = ContractTable.Of(model.Compilation).IsToken(local.Type) ? (Called(made) as MemberAccessExpressionSyntax)?.Expression : null;
        var written = new WrittenVariable(local, owner, model);
        return written.LastUse(scope, root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)) is { } place && Call(model, local, owner, place) is { } call
            ? (variable, place, call)
            : null;
    }

    private static StatementList? Scope(VariableDeclaratorSyntax variable) => variable.Parent?.Parent switch
    {
        UsingStatementSyntax { Statement: BlockSyntax block } => StatementList.Of(block),
        LocalDeclarationStatementSyntax declaration => StatementList.Around(declaration),
        _ => null,
    };

    private static string? Call(SemanticModel model, ILocalSymbol local, ExpressionSyntax? owner, StatementSyntax place)
    {
        var contracts = ContractTable.Of(model.Compilation);
        var isAsync = model.GetEnclosingSymbol(place.SpanStart) is IMethodSymbol { IsAsync: true } && AwaitPlace.IsAllowed(model, place, place.Span.End);
        var receipt = contracts.IsToken(local.Type) ? local.Type : null;
        var type = receipt is null ? local.Type : owner is null ? null : model.GetTypeInfo(owner).Type;
        if (type is null || (owner is not null && owner.DescendantNodesAndSelf().Any(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax)))
        {
            return null;
        }

        var flush = model.LookupSymbols(place.SpanStart, type).OfType<IMethodSymbol>()
            .Where(method => Flushes(method, contracts, receipt))
            .OrderBy(method => contracts.Of(method).IsAsyncTwin != isAsync).ThenBy(method => method.Name.Length).ThenBy(method => method.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        if (flush is null || (contracts.Of(flush).IsAsyncTwin && !isAsync))
        {
            return null;
        }

        var name = VariableNames.Escape(local.Name);
        var call = receipt is null ? $"{name}.{flush.Name}();" : $"{owner!.WithoutTrivia()}.{flush.Name}({name});";
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
