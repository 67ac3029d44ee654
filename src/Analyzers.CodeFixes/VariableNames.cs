using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes;

/// <summary>Chooses names for new variables that hide nothing and clash with nothing, also with one another.</summary>
internal sealed class VariableNames(SemanticModel model)
{
    private readonly Dictionary<SyntaxNode, HashSet<string>> _taken = [];

    /// <summary>Names a variable for a value after its type.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The name.</returns>
    public string Choose(ExpressionSyntax value) => Choose(value, Stem(model.GetTypeInfo(value).Type));

    /// <summary>Names a variable after a type.</summary>
    /// <param name="value">Where it is to stand.</param>
    /// <param name="type">The type.</param>
    /// <returns>The name.</returns>
    public string Choose(ExpressionSyntax value, ITypeSymbol type) => Choose(value, Stem(type));

    /// <summary>Names a variable.</summary>
    /// <param name="value">Where it is to stand.</param>
    /// <param name="stem">What to call it when nothing clashes.</param>
    /// <returns>The name.</returns>
    public string Choose(ExpressionSyntax value, string stem)
    {
        var member = value.FirstAncestorOrSelf<MemberDeclarationSyntax>(node => node is not GlobalStatementSyntax) ?? value.SyntaxTree.GetRoot();
        if (!_taken.TryGetValue(member, out var taken))
        {
            _taken.Add(member, taken = Declared(member));
        }

        for (var i = 1; ; i++)
        {
            var name = i == 1 ? stem : stem + i;
            if (!model.LookupSymbols(value.SpanStart, name: name).Any(s => s is not INamespaceOrTypeSymbol) && taken.Add(name))
            {
                return Escape(name);
            }
        }
    }

    /// <summary>A name as code writes it.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    private static HashSet<string> Declared(SyntaxNode member) => [.. member.DescendantTokens()
        .Where(token => token.IsKind(SyntaxKind.IdentifierToken) && token.Parent is VariableDeclaratorSyntax or ParameterSyntax
            or SingleVariableDesignationSyntax or ForEachStatementSyntax or CatchDeclarationSyntax or LocalFunctionStatementSyntax
            or FromClauseSyntax or LetClauseSyntax)
        .Select(token => token.ValueText)];

    /// <summary>The type's name without an interface's prefix, with a small first letter; <c>token</c> for a predefined type.</summary>
    private static string Stem(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            type = nullable.TypeArguments[0];
        }

        if (type is not INamedTypeSymbol { SpecialType: SpecialType.None, Name: { Length: > 0 } name })
        {
            return "token";
        }

        if (type.TypeKind == TypeKind.Interface && name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]))
        {
            name = name.Substring(1);
        }

        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }
}
