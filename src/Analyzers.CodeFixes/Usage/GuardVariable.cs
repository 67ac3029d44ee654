using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>The variable that a guard is put into, once.</summary>
/// <param name="Taken">What takes the guard: a call, or the declaration of an <c>out</c> argument.</param>
/// <param name="Local">The variable.</param>
/// <param name="Node">What gives it its value: the declarator, the assignment or the designation.</param>
/// <param name="Declaration">The declaration that <c>using</c> can be put in front of; null where none can.</param>
internal sealed record GuardVariable(ExpressionSyntax Taken, ILocalSymbol Local, SyntaxNode Node, LocalDeclarationStatementSyntax? Declaration)
{
    /// <summary>The name, as code writes it.</summary>
    public string Name => VariableNames.Escape(Local.Name);

    /// <summary>Finds the variable; null where there is none, where it gets another value too, or where what is in it can only be disposed asynchronously.</summary>
    public static GuardVariable? Of(ExpressionSyntax taken, SemanticModel model)
    {
        if (Giving(taken) is not { } node
            || (node is AssignmentExpressionSyntax assigned ? model.GetSymbolInfo(assigned.Left).Symbol : model.GetDeclaredSymbol(node)) is not ILocalSymbol { IsUsing: false } local
            || !local.Type.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_IDisposable)
            || local.DeclaringSyntaxReferences[0].GetSyntax().Ancestors().FirstOrDefault(n => n is BlockSyntax or SwitchStatementSyntax or CompilationUnitSyntax) is not { } scope
            || scope.DescendantNodes().Any(other => other != node && Changes(other, local.Name)))
        {
            return null;
        }

        var declaration = node is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } found } } ? found : null;
        return new(taken, local, node, declaration);
    }

    private static SyntaxNode? Giving(ExpressionSyntax taken)
    {
        if (taken is DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax given })
        {
            return given;
        }

        var value = taken;
        while (value.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax
            or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } }
            or ConditionalAccessExpressionSyntax)
        {
            value = (ExpressionSyntax)value.Parent;
        }

        return value.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } => declarator,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax, Parent: ExpressionStatementSyntax } assignment when assignment.Right == value => assignment,
            IsPatternExpressionSyntax { Pattern: var pattern } => Designation(pattern),
            _ => null,
        };
    }

    private static SingleVariableDesignationSyntax? Designation(PatternSyntax pattern) => pattern switch
    {
        UnaryPatternSyntax not => Designation(not.Pattern),
        DeclarationPatternSyntax { Designation: SingleVariableDesignationSyntax found } => found,
        RecursivePatternSyntax { Designation: SingleVariableDesignationSyntax found, PropertyPatternClause: null or { Subpatterns.Count: 0 }, PositionalPatternClause: null } => found,
        _ => null,
    };

    /// <summary>Whether a node gives the variable another value, or lets others do so.</summary>
    private static bool Changes(SyntaxNode node, string name) => node switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left is TupleExpressionSyntax several ? several.Arguments.Any(a => Is(a.Expression, name)) : Is(assignment.Left, name),
        ArgumentSyntax { RefKindKeyword.RawKind: not 0 and not (int)SyntaxKind.InKeyword } argument => Is(argument.Expression, name),
        RefExpressionSyntax reference => Is(reference.Expression, name),
        _ => false,
    };

    private static bool Is(ExpressionSyntax expression, string name) => expression is IdentifierNameSyntax identifier && identifier.Identifier.ValueText == name;
}
