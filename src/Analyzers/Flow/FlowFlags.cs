using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Flow;

/// <summary>The truth values that a graph decides by more than once, or sets itself: <c>done</c>, <c>ok</c>, <c>durable</c>.</summary>
/// <remarks>
/// What is known is kept apart for each of their values, as long as one of them is still asked for, so that no path is followed on which a
/// flag is what it is not. Each flag may triple the work, so there are few.
/// </remarks>
internal sealed class FlowFlags
{
    private const int Most = 3;

    private readonly List<(ISymbol Variable, int Last)> _flags = [];
    private readonly List<int> _tests = [];

    /// <summary>Finds the flags of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="endOf">The last block of the loops around a block; the block itself where there is none.</param>
    public FlowFlags(ControlFlowGraph graph, Func<int, int> endOf)
    {
        var tests = new Dictionary<ISymbol, (int Count, int Last)>(SymbolEqualityComparer.Default);
        foreach (var block in graph.Blocks)
        {
            if (block.ConditionKind != ControlFlowConditionKind.None && Tested(block.BranchValue) is var (variable, _))
            {
                tests.TryGetValue(variable, out var known);
                tests[variable] = (known.Count + 1, Math.Max(known.Last, endOf(block.Ordinal)));
                _tests.Add(block.Ordinal);
            }
        }

        if (tests.Count > 0)
        {
            var isSet = new HashSet<ISymbol>(graph.Blocks.SelectMany(b => b.Operations).Select(SetByConstant).OfType<ISymbol>(), SymbolEqualityComparer.Default);
            _flags.AddRange(tests.Where(t => isSet.Contains(t.Key) || t.Value.Count > 1).OrderByDescending(t => isSet.Contains(t.Key)).Take(Most).Select(t => (t.Key, t.Value.Last)));
        }
    }

    /// <summary>Whether a variable can be a flag: nothing else than an assignment by its name changes it, unless a lambda has it.</summary>
    public static bool CanBe(ISymbol variable) => variable is ILocalSymbol { Type.SpecialType: SpecialType.System_Boolean, RefKind: RefKind.None }
        or IParameterSymbol { Type.SpecialType: SpecialType.System_Boolean, RefKind: RefKind.None };

    /// <summary>The flag that a condition asks for, and what it is where the condition holds; null for another condition.</summary>
    public (ISymbol Variable, bool Value)? In(IOperation? condition) =>
        _flags.Count > 0 && Tested(condition) is var (variable, value) && _flags.Exists(flag => SymbolEqualityComparer.Default.Equals(flag.Variable, variable)) ? (variable, value) : null;

    /// <summary>Whether a flag is asked for in some blocks.</summary>
    public bool AreIn(ControlFlowRegion region) => _flags.Count > 0 && _tests.Exists(block => block >= region.FirstBlockOrdinal && block <= region.LastBlockOrdinal);

    /// <summary>What is known of the flags that are asked for in a block or behind it: two bits for each.</summary>
    public int At(FlowState state, int block)
    {
        var known = 0;
        for (var i = 0; i < _flags.Count; i++)
        {
            if (_flags[i].Last >= block && state.ValueOf(_flags[i].Variable)?.Constant is { } value)
            {
                known |= (value ? 1 : 2) << (2 * i);
            }
        }

        return known;
    }

    private static (ISymbol Variable, bool Value)? Tested(IOperation? condition) => condition switch
    {
        ILocalReferenceOperation local when CanBe(local.Local) => (local.Local, true),
        IParameterReferenceOperation parameter when CanBe(parameter.Parameter) => (parameter.Parameter, true),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Tested(not.Operand, false),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, RightOperand.ConstantValue: { HasValue: true, Value: bool value } } comparison => Tested(comparison.LeftOperand, value),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: bool value } } comparison => Tested(comparison.LeftOperand, !value),
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool value } } } match => Tested(match.Value, value),
        _ => null,
    };

    private static (ISymbol Variable, bool Value)? Tested(IOperation operand, bool isTrue) => Tested(operand) is var (variable, value) ? (variable, value == isTrue) : null;

    private static ISymbol? SetByConstant(IOperation operation) => operation switch
    {
        IExpressionStatementOperation statement => SetByConstant(statement.Operation),
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation local, Value.ConstantValue: { HasValue: true, Value: bool } } => local.Local,
        ISimpleAssignmentOperation { Target: IParameterReferenceOperation parameter, Value.ConstantValue: { HasValue: true, Value: bool } } => parameter.Parameter,
        _ => null,
    };
}
