using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Mapwright.Analyzers.CodeFixes.Generation;

/// <summary>Adds members to a type, a blank line apart from the others.</summary>
internal static class NewMember
{
    /// <summary>Adds a member, given as text, before all others.</summary>
    public static TypeDeclarationSyntax AddFirst(TypeDeclarationSyntax type, string text)
    {
        var line = LineEnd(type);
        var member = Parse(text).WithTrailingTrivia(type.Members.Count == 0 ? SyntaxFactory.TriviaList(line) : SyntaxFactory.TriviaList(line, line));
        return WithBraces(type, line).WithMembers(type.Members.Insert(0, member));
    }

    /// <summary>Adds a member, given as text, after all others.</summary>
    public static TypeDeclarationSyntax AddLast(TypeDeclarationSyntax type, string text)
    {
        var line = LineEnd(type);
        var member = Parse(text).WithLeadingTrivia(type.Members.Count == 0 ? SyntaxFactory.TriviaList() : SyntaxFactory.TriviaList(line)).WithTrailingTrivia(line);
        return WithBraces(type, line).WithMembers(type.Members.Add(member));
    }

    private static MemberDeclarationSyntax Parse(string text) =>
        SyntaxFactory.ParseMemberDeclaration(text)!.WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation);

    /// <summary>A type without a body, <c>class C;</c>, gets one.</summary>
    private static TypeDeclarationSyntax WithBraces(TypeDeclarationSyntax type, SyntaxTrivia line) => type.OpenBraceToken.IsKind(SyntaxKind.OpenBraceToken)
        ? type
        : type.WithSemicolonToken(default)
            .WithOpenBraceToken(SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithLeadingTrivia(line).WithTrailingTrivia(line))
            .WithCloseBraceToken(SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithTrailingTrivia(type.SemicolonToken.TrailingTrivia))
            .WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>The line end that the file uses.</summary>
    private static SyntaxTrivia LineEnd(TypeDeclarationSyntax type)
    {
        var found = type.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return found.IsKind(SyntaxKind.EndOfLineTrivia) ? found : SyntaxFactory.LineFeed;
    }
}
