using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.Corpus;

/// <summary>Makes a misuse out of right code, at each place where that can be done.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Rules">The rules that are there to catch it.</param>
/// <param name="Apply">The mutants that one statement gives.</param>
internal sealed record Mutation(string Name, string[] Rules, Func<StatementSyntax, SemanticModel, SyntaxNode?> Apply)
{
    /// <summary>All mutations.</summary>
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("a flush is dropped", ["MW0003", "MW0011"], DropFlush),
        new("a token is spent twice", ["MW0001"], SpendTwice),
        new("a dispose is moved up", ["MW0005"], DisposeEarlier),
        new("a dispose is put before a use", ["MW0005"], DisposeBefore),
    ];

    /// <summary>The mutants of a sample that compile.</summary>
    public IEnumerable<Mutant> Mutants(CorpusSample sample)
    {
        var tree = CorpusCompilation.Parse(sample.Text, sample.Name);
        var model = CorpusCompilation.Of(tree).GetSemanticModel(tree);
        foreach (var statement in tree.GetRoot().DescendantNodes().OfType<StatementSyntax>())
        {
            if (Apply(statement, model) is { } mutated)
            {
                var mutant = CorpusCompilation.Of(CorpusCompilation.Parse(mutated.ToFullString(), sample.Name));
                if (!mutant.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error))
                {
                    yield return new($"{sample.Name}, {(statement.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.Text)}: {statement}", mutant, IsConditional(statement, model));
                }
            }
        }
    }

    /// <summary>Whether the mistake is made on some paths only: the statement is, or another one that does the same may do it instead.</summary>
    private static bool IsConditional(StatementSyntax statement, SemanticModel model)
    {
        var function = statement.Ancestors().First(node => node is MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);
        return statement.Ancestors().TakeWhile(node => node != function).Any(IsBranch)
            || (Call(statement, model) is var (call, method) && function.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(other => other != call
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(other).Symbol, method) && other.Ancestors().TakeWhile(node => node != function).Any(IsBranch)));
    }

    private static bool IsBranch(SyntaxNode node) => node is IfStatementSyntax or SwitchSectionSyntax or ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax
        or CatchClauseSyntax or ConditionalExpressionSyntax or SwitchExpressionArmSyntax;

    private static SyntaxNode? DropFlush(StatementSyntax statement, SemanticModel model) =>
        statement is ExpressionStatementSyntax { Parent: BlockSyntax } && Call(statement, model) is var (call, method) && Has(method, "CleansAttribute") && !Has(method, "RangeOfAttribute")
        && !call.ArgumentList.DescendantNodes().OfType<InvocationExpressionSyntax>().Any()
        && call.Expression is MemberAccessExpressionSyntax access && IsOpenedHere(access.Expression, model)
            ? Root(statement).RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia)
            : null;

    private static SyntaxNode? SpendTwice(StatementSyntax statement, SemanticModel model) =>
        statement is ExpressionStatementSyntax { Parent: BlockSyntax } && Call(statement, model) is var (call, method)
        && method.Parameters.Zip(call.ArgumentList.Arguments).Any(pair =>
            pair.First.GetAttributes().Any(a => a.AttributeClass?.Name == "ConsumesAttribute") && IsVariable(pair.Second.Expression, model))
            ? Root(statement).InsertNodesAfter(statement, [statement])
            : null;

    private static SyntaxNode? DisposeEarlier(StatementSyntax statement, SemanticModel model)
    {
        if (statement is not ExpressionStatementSyntax { Parent: BlockSyntax block } || Call(statement, model) is not var (call, method)
            || method.Name is not ("Dispose" or "DisposeAsync") || call.Expression is not MemberAccessExpressionSyntax access || !IsOpenedHere(access.Expression, model))
        {
            return null;
        }

        var at = block.Statements.IndexOf(statement);
        if (at == 0 || !Mentions(block.Statements[at - 1], access.Expression, model))
        {
            return null;
        }

        var moved = block.Statements.RemoveAt(at).Insert(at - 1, statement);
        return Root(statement).ReplaceNode(block, block.WithStatements(moved));
    }

    private static SyntaxNode? DisposeBefore(StatementSyntax statement, SemanticModel model) =>
        statement is ExpressionStatementSyntax { Parent: BlockSyntax } or ReturnStatementSyntax { Parent: BlockSyntax }
        && statement.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => Owner(name, model)).FirstOrDefault(owner => owner is not null) is { } owner
            ? Root(statement).InsertNodesBefore(statement, [SyntaxFactory.ParseStatement($"{owner.Name}.Dispose();")])
            : null;

    /// <summary>The object that a view looks into, where its bytes are used.</summary>
    private static ILocalSymbol? Owner(IdentifierNameSyntax used, SemanticModel model) =>
        used.Parent is not (AssignmentExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.Text: "Length" or "IsEmpty" })
        && model.GetSymbolInfo(used).Symbol is ILocalSymbol { Type.Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" } view
        && view.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } origin } && OwnerIn(origin, model) is { } owner
        && used.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, view)).All(name => StaysOf(name, owner, model))
            ? owner
            : null;

    private static ILocalSymbol? OwnerIn(ExpressionSyntax origin, SemanticModel model) =>
        origin.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>().Select(access => model.GetSymbolInfo(access.Expression).Symbol).OfType<ILocalSymbol>()
            .FirstOrDefault(local => local.Type.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_IDisposable));

    /// <summary>Whether what is assigned to a variable, where it is, is again of the object.</summary>
    private static bool StaysOf(IdentifierNameSyntax name, ILocalSymbol owner, SemanticModel model) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment when assignment.Left == name => SymbolEqualityComparer.Default.Equals(OwnerIn(assignment.Right, model), owner),
        ArgumentSyntax { Parent: TupleExpressionSyntax } => false,
        ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.None),
        _ => true,
    };

    /// <summary>Whether the statement uses what was taken from the object before: a variable that is a span or memory of it.</summary>
    private static bool Mentions(StatementSyntax statement, ExpressionSyntax owner, SemanticModel model) =>
        statement is not LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: InvocationExpressionSyntax }] }
        && statement.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name =>
            model.GetSymbolInfo(name).Symbol is ILocalSymbol { Type.Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "Stream" } local
            && local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } origin }
            && origin.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(n => SymbolEqualityComparer.Default.Equals(
                model.GetSymbolInfo(n).Symbol, model.GetSymbolInfo(owner).Symbol)));

    /// <summary>The call that a statement is made of.</summary>
    private static (InvocationExpressionSyntax Call, IMethodSymbol Method)? Call(StatementSyntax statement, SemanticModel model)
    {
        var call = statement.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(c => !Awaiting(c) && c.FirstAncestorOrSelf<StatementSyntax>() == statement);
        return call is not null && model.GetSymbolInfo(call).Symbol is IMethodSymbol method ? (call, method) : null;
    }

    private static bool Awaiting(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" or "AsTask" };

    private static bool IsVariable(ExpressionSyntax expression, SemanticModel model) => model.GetSymbolInfo(expression).Symbol is ILocalSymbol or IParameterSymbol;

    private static bool IsOpenedHere(ExpressionSyntax expression, SemanticModel model) => model.GetSymbolInfo(expression).Symbol is ILocalSymbol;

    private static bool Has(IMethodSymbol method, string attribute) => method.GetAttributes().Any(a => a.AttributeClass?.Name == attribute)
        || (method.OverriddenMethod is { } overridden && Has(overridden, attribute));

    private static SyntaxNode Root(SyntaxNode node) => node.SyntaxTree.GetRoot();
}

/// <summary>Code that was made wrong in one place.</summary>
/// <param name="Name">Where, and the statement that was touched.</param>
/// <param name="Code">The code.</param>
/// <param name="IsConditional">Whether it is wrong on some paths only, as far as its shape tells.</param>
internal sealed record Mutant(string Name, Compilation Code, bool IsConditional);
