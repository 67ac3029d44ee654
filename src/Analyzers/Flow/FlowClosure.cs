using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Flow;

/// <summary>The body of a lambda or a local function.</summary>
internal sealed class FlowClosure
{
    private readonly Lazy<IReadOnlyDictionary<ISymbol, bool>> _captured;
    private readonly Lazy<bool> _isIterator;
    private readonly Lazy<IReadOnlyCollection<IMethodSymbol>> _called;

    /// <summary>Takes a body.</summary>
    /// <param name="symbol">The method.</param>
    /// <param name="graph">Its graph.</param>
    public FlowClosure(IMethodSymbol symbol, ControlFlowGraph graph)
    {
        Symbol = symbol;
        Graph = graph;
        _isIterator = new(() => Operations(graph).Any(operation => operation.Kind == OperationKind.YieldReturn));
        _captured = new(() => FindCaptured(graph, symbol));
        _called = new(() => FindCalled(graph));
    }

    /// <summary>The method.</summary>
    public IMethodSymbol Symbol { get; }

    /// <summary>Its graph.</summary>
    public ControlFlowGraph Graph { get; }

    /// <summary>Whether it runs when its elements are asked for, and not where it is called.</summary>
    public bool IsIterator => _isIterator.Value;

    /// <summary>The variables of the code around it that it uses, and whether it assigns to them.</summary>
    public IReadOnlyDictionary<ISymbol, bool> Captured => _captured.Value;

    /// <summary>The local functions that it calls or hands on.</summary>
    public IReadOnlyCollection<IMethodSymbol> Called => _called.Value;

    /// <summary>The bodies that stand directly in a graph.</summary>
    public static IEnumerable<FlowClosure> In(ControlFlowGraph graph)
    {
        foreach (var function in graph.LocalFunctions)
        {
            yield return new FlowClosure(function, graph.GetLocalFunctionControlFlowGraph(function));
        }

        foreach (var lambda in Operations(graph).OfType<IFlowAnonymousFunctionOperation>())
        {
            yield return new FlowClosure(lambda.Symbol, graph.GetAnonymousFunctionControlFlowGraph(lambda));
        }
    }

    private static IEnumerable<IOperation> Operations(ControlFlowGraph graph) =>
        from block in graph.Blocks
        from root in block.BranchValue is { } value ? block.Operations.Append(value) : block.Operations
        from operation in root.DescendantsAndSelf()
        select operation;

    private static HashSet<IMethodSymbol> FindCalled(ControlFlowGraph graph)
    {
        var called = new HashSet<IMethodSymbol>(In(graph).SelectMany(closure => closure.Called), SymbolEqualityComparer.Default);
        foreach (var operation in Operations(graph))
        {
            if ((operation as IInvocationOperation)?.TargetMethod is { MethodKind: MethodKind.LocalFunction } function)
            {
                called.Add(function.OriginalDefinition);
            }
            else if ((operation as IMethodReferenceOperation)?.Method is { MethodKind: MethodKind.LocalFunction } reference)
            {
                called.Add(reference.OriginalDefinition);
            }
        }

        return called;
    }

    private static Dictionary<ISymbol, bool> FindCaptured(ControlFlowGraph graph, IMethodSymbol owner)
    {
        var captured = new Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
        foreach (var operation in Operations(graph))
        {
            var symbol = operation switch
            {
                ILocalReferenceOperation local => (ISymbol)local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                _ => null,
            };
            if (symbol is not null && !SymbolEqualityComparer.Default.Equals(symbol.ContainingSymbol, owner))
            {
                Add(symbol, IsWritten(operation));
            }
        }

        foreach (var nested in In(graph).SelectMany(closure => closure.Captured))
        {
            if (!SymbolEqualityComparer.Default.Equals(nested.Key.ContainingSymbol, owner))
            {
                Add(nested.Key, nested.Value);
            }
        }

        return captured;

        void Add(ISymbol symbol, bool isWritten) => captured[symbol] = isWritten || (captured.TryGetValue(symbol, out var known) && known);
    }

    private static bool IsWritten(IOperation reference) => reference.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == reference,
        IIncrementOrDecrementOperation => true,
        IArgumentOperation argument => argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out,
        IFlowCaptureOperation or ITupleOperation or IDeclarationExpressionOperation => true,
        _ => false,
    };
}
