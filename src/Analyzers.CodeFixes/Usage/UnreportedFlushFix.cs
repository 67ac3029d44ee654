using System.Composition;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Flushes through a file of the library that shares the handle, and so throws what the system reports.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnreportedFlushFix)), Shared]
public sealed class UnreportedFlushFix() : ChangingFix(UnreportedFlushAnalyzer.Id)
{
    internal const string Key = "MW0014.FlushAll";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (Statement(root, diagnostic) is { } statement && FileType(model, statement.SpanStart) is { } file && Flushed(statement, model) is var (handle, stream))
        {
            yield return new(Key, "Flush with StorageFile.FlushAll", statement, (editor, names) =>
            {
                var type = (TypeSyntax)editor.Generator.TypeExpression(file, addImport: false).WithAdditionalAnnotations(Simplifier.Annotation);
                var isAsync = IsAsync(model, statement, file);
                editor.ReplaceNode(statement, Block(statement, type, names.Choose(statement.Expression, "storage"), handle, stream, isAsync));
            });
        }
    }

    /// <summary>The stream's own buffer is written first: the handle knows nothing of it.</summary>
    private static BlockSyntax Block(ExpressionStatementSyntax statement, TypeSyntax type, string name, ExpressionSyntax handle, ExpressionSyntax? stream, bool isAsync)
    {
        var open = SyntaxFactory.ParseExpression(isAsync ? "await T.OpenHandleAsync(H)" : "T.OpenHandle(H)");
        open = open.ReplaceNodes(open.DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.Text is "T" or "H"),
            (original, _) => original.Identifier.Text == "T" ? type : handle.WithoutTrivia());
        StatementSyntax[] flush = stream is null ? [] : [SyntaxFactory.ExpressionStatement(Call(stream, "Flush", isAsync))];
        var declaration = (LocalDeclarationStatementSyntax)SyntaxFactory.ParseStatement($"using var {name} = X;");
        declaration = declaration.ReplaceNode(declaration.Declaration.Variables[0].Initializer!.Value, open).WithTrailingTrivia(SyntaxFactory.ElasticMarker);
        return SyntaxFactory.Block(flush.Append(declaration).Append(SyntaxFactory.ExpressionStatement(Call(SyntaxFactory.IdentifierName(name), "FlushAll", isAsync))))
            .WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static ExpressionSyntax Call(ExpressionSyntax target, string name, bool isAsync)
    {
        var call = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, target.WithoutTrivia(), SyntaxFactory.IdentifierName(isAsync ? name + "Async" : name)));
        return isAsync ? SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), call) : call;
    }

    private static bool IsAsync(SemanticModel model, StatementSyntax statement, INamedTypeSymbol file) =>
        model.GetEnclosingSymbol(statement.SpanStart) is IMethodSymbol { IsAsync: true } && file.GetMembers("OpenHandleAsync").Any(member => member.IsStatic)
        && AwaitPlace.IsAllowed(model, statement, statement.SpanStart);

    private static ExpressionStatementSyntax? Statement(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement }
            ? statement : null;

    /// <summary>The handle that is flushed, and the stream in front of it when it is one that can be named twice.</summary>
    private static (ExpressionSyntax Handle, ExpressionSyntax? Stream)? Flushed(ExpressionStatementSyntax statement, SemanticModel model)
    {
        var call = (InvocationExpressionSyntax)statement.Expression;
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol method || call.Expression is not MemberAccessExpressionSyntax access)
        {
            return null;
        }

        if (method.IsStatic)
        {
            return (call.ArgumentList.Arguments[0].Expression, null);
        }

        return model.GetSymbolInfo(access.Expression).Symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol
            ? (SyntaxFactory.MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression, access.Expression.WithoutTrivia(), SyntaxFactory.IdentifierName("SafeFileHandle")), access.Expression)
            : null;
    }

    /// <summary>The adapter's file that the place imports, or the only one that there is.</summary>
    private static INamedTypeSymbol? FileType(SemanticModel model, int position)
    {
        var file = model.LookupNamespacesAndTypes(position, name: "StorageFile").OfType<INamedTypeSymbol>().FirstOrDefault();
        return file is not null && file.GetMembers("OpenHandle").Any(member => member.IsStatic) ? file : null;
    }
}
