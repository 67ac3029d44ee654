using System.Composition;
using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Takes a lease before a view, and has the lease give the view.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EndedViewFix)), Shared]
public sealed class EndedViewFix() : ChangingFix(EndedViewAnalyzer.Id)
{
    internal const string Lease = "MW0005.Lease";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (Taking(root, model, diagnostic) is var (statement, owner, method))
        {
            yield return new(Lease, "Take a lease", owner, (editor, names) =>
            {
                var name = names.Choose(owner, "lease");
                editor.InsertBefore(statement, SyntaxFactory.ParseStatement($"using var {name} = {owner.WithoutTrivia()}.{method}();")
                    .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation));
                editor.ReplaceNode(owner, SyntaxFactory.IdentifierName(name).WithTriviaFrom(owner));
            });
        }
    }

    /// <summary>The statement that makes the view, the expression of its owner, and the method that leases; null where no lease gives the same view.</summary>
    private static (StatementSyntax Statement, ExpressionSyntax Owner, string Method)? Taking(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (diagnostic.AdditionalLocations.Count == 0
            || root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax made
            || made.FirstAncestorOrSelf<StatementSyntax>() is not LocalDeclarationStatementSyntax { Parent: BlockSyntax block } statement
            || !block.Span.Contains(diagnostic.Location.SourceSpan)
            || (made is InvocationExpressionSyntax call ? call.Expression : made) is not MemberAccessExpressionSyntax { Expression: { } owner, Name.Identifier.ValueText: var member }
            || model.GetTypeInfo(owner).Type is not { } type
            || model.GetTypeInfo(made).Type is not { } view)
        {
            return null;
        }

        var contracts = ContractTable.Of(model.Compilation);
        var lease = model.LookupSymbols(made.SpanStart, type).OfType<IMethodSymbol>().FirstOrDefault(method =>
            method is { IsStatic: false, Parameters.IsEmpty: true }
            && contracts.Of(method) is { Borrows: true, Acquires: true }
            && model.LookupSymbols(made.SpanStart, method.ReturnType, member).Any(given => SymbolEqualityComparer.Default.Equals((given as IMethodSymbol)?.ReturnType ?? (given as IPropertySymbol)?.Type, view)));
        return lease is null ? null : (statement, owner, lease.Name);
    }
}
