using System.Composition;
using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Replaces atomically what is created anew, written once and renamed right behind, over what was there.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnflushedRenameFix)), Shared]
public sealed class UnflushedRenameFix() : ChangingFix(UnflushedRenameAnalyzer.Id)
{
    internal const string Replace = "MW0011.ReplaceAtomically";
    private const string Replacing = "ReplaceAtomically";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (Found(root, model, diagnostic) is var (writing, renaming, call))
        {
            yield return new(Replace, $"Use '{Replacing}'", writing, (editor, _) =>
            {
                editor.ReplaceNode(writing, SyntaxFactory.ParseStatement(call)
                    .WithLeadingTrivia(writing.GetLeadingTrivia().AddRange(Comments(writing, renaming)))
                    .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation));
                editor.RemoveNode(renaming, SyntaxRemoveOptions.KeepNoTrivia);
            });
        }
    }

    /// <summary>What is noted inside of the two statements and between them, each note in a line before the one that replaces them.</summary>
    private static IEnumerable<SyntaxTrivia> Comments(SyntaxNode writing, SyntaxNode renaming) => writing.DescendantTrivia().Skip(writing.GetLeadingTrivia().Count).Concat(renaming.DescendantTrivia())
        .Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
        .SelectMany(comment => (SyntaxTrivia[])[comment, SyntaxFactory.ElasticLineFeed]);

    /// <summary>The statement that writes the temporary file, the one that renames it, and the call that does the work of both.</summary>
    private static (UsingStatementSyntax Writing, StatementSyntax Renaming, string Call)? Found(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        var contracts = ContractTable.Of(model.Compilation);
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: { } files } } rename
            || rename.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Parent: BlockSyntax block } renaming
            || Call(renaming) != rename
            || model.GetSymbolInfo(rename).Symbol is not IMethodSymbol method
            || contracts.Of(method).Renames is not { } source
            || block.Statements.IndexOf(renaming) is var at && at < 1
            || block.Statements[at - 1] is not UsingStatementSyntax { Declaration.Variables: { Count: 1 } variables, Statement: BlockSyntax { Statements: { Count: > 0 } statements } } writing
            || variables[0] is not { Initializer.Value: { } opened } file
            || Argument(rename, method, source) is not { } from
            || writing.ContainsDirectives || renaming.ContainsDirectives
            || !IsNewFile(opened, from, files, model)
            || Argument(rename, method, "replace") is not { } replace || model.GetConstantValue(replace) is not { HasValue: true, Value: true }
            || Argument(rename, method, "to") is not { } to
            || !model.LookupSymbols(rename.SpanStart, model.GetTypeInfo(files).Type, Replacing).Any()
            || Content(statements, file, model, contracts) is not { } content)
        {
            return null;
        }

        var token = method.Parameters.Where(p => p.Type.Name == "CancellationToken").Select(p => Argument(rename, method, p.Name)).FirstOrDefault(a => a is not null);
        var cancel = token is null ? "" : $", cancellationToken: {token}";
        var isAsync = renaming.Expression is AwaitExpressionSyntax;
        return (writing, renaming, $"{(isAsync ? "await " : "")}{files}.{Replacing}{(isAsync ? "Async" : "")}({to}, {content}{cancel});");
    }

    /// <summary>Whether the file is new, has the path that is renamed, and nothing else is asked of it, such as permissions.</summary>
    private static bool IsNewFile(ExpressionSyntax opened, ExpressionSyntax from, ExpressionSyntax files, SemanticModel model) =>
        Unawaited(opened) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call
        && model.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "CreateNew" or "CreateNewAsync" } method
        && SyntaxFactory.AreEquivalent(access.Expression, files)
        && call.ArgumentList.Arguments is { Count: > 0 } arguments
        && SyntaxFactory.AreEquivalent(arguments[0].Expression, from)
        && arguments.Skip(1).All(other => model.GetTypeInfo(other.Expression).Type?.Name == "CancellationToken")
        && !method.IsStatic;

    /// <summary>What is written, where it is written from the start of the file, and nothing follows but a flush.</summary>
    private static ExpressionSyntax? Content(SyntaxList<StatementSyntax> statements, VariableDeclaratorSyntax file, SemanticModel model, ContractTable contracts)
    {
        ExpressionSyntax? content = null;
        foreach (var statement in statements)
        {
            if (Call(statement) is not { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name } } call
                || name.Identifier.ValueText != file.Identifier.ValueText
                || model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
            {
                return null;
            }

            var contract = contracts.Of(method);
            if (content is null && contract is { IsPartial: true } && (contract.Dirties || contract.Cleans)
                && Argument(call, method, "offset") is { } offset && model.GetConstantValue(offset) is { HasValue: true, Value: 0 or 0L })
            {
                content = Argument(call, method, "buffer");
            }
            else if (content is null || contract is not { Cleans: true, IsPartial: false, Invalidates: false })
            {
                return null;
            }
        }

        return content;
    }

    private static InvocationExpressionSyntax? Call(StatementSyntax statement) =>
        statement is ExpressionStatementSyntax { Expression: { } expression } ? Unawaited(expression) as InvocationExpressionSyntax : null;

    private static ExpressionSyntax Unawaited(ExpressionSyntax expression) => expression is AwaitExpressionSyntax wait ? wait.Expression : expression;

    private static ExpressionSyntax? Argument(InvocationExpressionSyntax call, IMethodSymbol method, string parameter)
    {
        var arguments = call.ArgumentList.Arguments;
        return arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.ValueText == parameter)?.Expression
            ?? (method.Parameters.FirstOrDefault(p => p.Name == parameter) is { } found && found.Ordinal < arguments.Count && arguments[found.Ordinal].NameColon is null
                ? arguments[found.Ordinal].Expression
                : null);
    }
}
