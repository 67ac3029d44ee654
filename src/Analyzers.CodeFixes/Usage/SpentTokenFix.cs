using System.Composition;
using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Exchanges what the earlier call returned for a new token: <c>file.Write(file.Rewrite(receipt), data)</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SpentTokenFix)), Shared]
public sealed class SpentTokenFix() : ChangingFix(SpentTokenAnalyzer.Id)
{
    internal const string Exchange = "MW0001.Exchange";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic) =>
        Replacement(root, model, diagnostic) is var (token, exchanged)
            ? [new(Exchange, $"Use '{exchanged}'", token, (editor, _) => editor.ReplaceNode(token, exchanged.WithTriviaFrom(token)))]
            : [];

    /// <summary>The argument, and what to pass instead; null where the result of the earlier call is not in a variable that can be seen.</summary>
    private static (ExpressionSyntax Token, ExpressionSyntax Exchanged)? Replacement(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax token
            || diagnostic.AdditionalLocations.Count == 0
            || root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax earlier
            || earlier.Span.Contains(token.Span)
            || earlier.Expression is not MemberAccessExpressionSyntax { Expression: { } instance }
            || earlier.FirstAncestorOrSelf<StatementSyntax>() is not LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } declaration
            || declaration.Parent is null || !declaration.Parent.Span.Contains(token.Span)
            || IsHandedOn(variables[0].Identifier.ValueText, declaration.Parent, token)
            || model.GetDeclaredSymbol(variables[0]) is not ILocalSymbol kept
            || model.GetTypeInfo(instance).Type is not { } owner
            || model.GetTypeInfo(token).Type is not { } wanted)
        {
            return null;
        }

        var contracts = ContractTable.Of(model.Compilation);
        var exchange = model.LookupSymbols(token.SpanStart, owner).OfType<IMethodSymbol>().FirstOrDefault(method =>
            method is { IsStatic: false, Parameters.Length: 1 }
            && SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, kept.Type)
            && SymbolEqualityComparer.Default.Equals(method.ReturnType, wanted)
            && contracts.Of(method).ConsumedBy(method.Parameters[0]) is not null);
        return exchange is null
            ? null
            : (token, SyntaxFactory.ParseExpression($"{instance.WithoutTrivia()}.{exchange.Name}({variables[0].Identifier.Text})"));
    }

    /// <summary>Whether what the earlier call returned is passed on behind the place as well: the exchange would spend it before.</summary>
    private static bool IsHandedOn(string kept, SyntaxNode scope, SyntaxNode place) => !IsRenewed(kept, place) && scope.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name =>
        name.SpanStart > place.Span.End && name.Identifier.ValueText == kept && name.Parent is not MemberAccessExpressionSyntax);

    private static bool IsRenewed(string kept, SyntaxNode place) =>
        place.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { Parent: ExpressionStatementSyntax, Left: IdentifierNameSyntax target } && target.Identifier.ValueText == kept;
}
