using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Flow;

/// <summary>Follows one graph from one state, to a fixed point.</summary>
internal sealed class FlowPass
{
    private readonly FlowAnalysis _analysis;
    private readonly ControlFlowGraph _graph;
    private readonly FlowShape _shape;
    private readonly FlowEvaluator _evaluator;
    private readonly Dictionary<FlowPlace, FlowState> _before = [];
    private readonly List<FlowPlace> _work = [];
    private readonly bool _isInHandler;
    private bool _isFinal;

    /// <summary>Prepares to follow a graph.</summary>
    /// <param name="analysis">The body that the graph belongs to.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="isNested">Whether it is followed as part of a call, so that what it returns goes to the caller.</param>
    public FlowPass(FlowAnalysis analysis, ControlFlowGraph graph, bool isNested)
    {
        _analysis = analysis;
        _graph = graph;
        _shape = FlowShape.Of(graph);
        _evaluator = new FlowEvaluator(analysis, graph);
        _isInHandler = isNested && analysis.Step.IsExceptional;
        IsNested = isNested;
    }

    /// <summary>What the body returns, where it is followed as part of a call.</summary>
    public FlowValue Returned { get; private set; } = FlowValue.None;

    private bool IsNested { get; }

    /// <summary>Follows the graph.</summary>
    /// <param name="entry">What is known where it begins.</param>
    /// <returns>What is known where it ends on a normal path; null when it never does.</returns>
    public FlowState? Run(FlowState entry)
    {
        var isReporting = _analysis.Step.IsReporting;
        _analysis.Step.IsReporting = false;
        Send(new FlowPlace(0, 0, IsExceptional: false, Continuation: null), entry);
        while (_work.Count > 0)
        {
            _analysis.Tick();
            var place = Next();
            Visit(place, _before[place].Clone());
        }

        _isFinal = true;
        _analysis.Step.IsReporting = isReporting;
        if (isReporting && _analysis.Step.IsSuspicious)
        {
            // Each block was last looked at with what is final now, so where nothing was to be said then, nothing is. What is so on every path is so whatever the flags are.
            foreach (var ways in _before.GroupBy(b => b.Key with { Flags = 0 }, b => b.Value).OrderBy(w => w.Key.Block).ToList())
            {
                Visit(ways.Key, Joined(ways)!);
            }
        }

        var exit = Exit();
        Returned = exit?.Take(this) ?? FlowValue.None;
        return exit;
    }

    /// <summary>What the body returned has reached its caller.</summary>
    public void End() => _evaluator.Return(Returned, operation: null);

    /// <summary>The first block that waits: loops are settled before what follows them, and most blocks are looked at once.</summary>
    private FlowPlace Next()
    {
        var first = 0;
        for (var i = 1; i < _work.Count; i++)
        {
            first = _work[i].Block < _work[first].Block ? i : first;
        }

        var place = _work[first];
        _work.RemoveAt(first);
        return place;
    }

    private FlowState? Exit() => Joined(_before.Where(b => _graph.Blocks[b.Key.Block].Kind == BasicBlockKind.Exit && !b.Key.IsExceptional).Select(b => b.Value));

    private static FlowState? Joined(IEnumerable<FlowState> states)
    {
        FlowState? joined = null;
        foreach (var state in states)
        {
            if (joined is null)
            {
                joined = state.Clone();
            }
            else
            {
                joined.Join(state);
            }
        }

        return joined;
    }

    private void Visit(FlowPlace place, FlowState before)
    {
        var block = _graph.Blocks[place.Block];
        var step = _analysis.Step;
        step.State = before;
        step.IsExceptional = place.IsExceptional || _isInHandler;
        SendToHandlers(block, place);
        foreach (var operation in block.Operations)
        {
            _evaluator.Evaluate(operation);
            SendToHandlers(block, place);
        }

        var value = block.BranchValue is { } branchValue ? _evaluator.Evaluate(branchValue) : FlowValue.None;
        if (block.ConditionalSuccessor is { } conditional)
        {
            var whenTrue = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            var state = step.State;
            var other = state.Clone();
            Take(conditional, other, place, Assume(other, block, value, whenTrue));
            Take(block.FallThroughSuccessor, state, place, Assume(state, block, value, !whenTrue));
        }
        else
        {
            if (block is { BranchValue: { } returned, FallThroughSuccessor.Semantics: ControlFlowBranchSemantics.Return })
            {
                Return(value, returned);
            }

            Take(block.FallThroughSuccessor, step.State, place, isFeasible: true);
        }
    }

    /// <summary>Notes what follows from a condition, for the flag that it asks for too; false when it cannot be.</summary>
    private bool Assume(FlowState state, BasicBlock block, FlowValue condition, bool isTrue)
    {
        if (_shape.Flags.In(block.BranchValue) is var (flag, value) && state.ValueOf(flag) is { IsNobodys: true })
        {
            state.Bind(flag, FlowValue.Of(value == isTrue));
        }

        return FlowEvaluator.Assume(state, condition, isTrue);
    }

    private void Return(FlowValue value, Microsoft.CodeAnalysis.IOperation operation)
    {
        if (IsNested)
        {
            _analysis.Step.State.Bind(this, value);
            _evaluator.Return(value, operation);
        }
        else
        {
            _evaluator.Escape(value, operation, EscapeKind.Returned);
        }
    }

    private void Take(ControlFlowBranch? branch, FlowState state, FlowPlace place, bool isFeasible)
    {
        if (branch is null || !isFeasible || !state.IsReachable)
        {
            return;
        }

        switch (branch.Semantics)
        {
            case ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return:
                Continue(new FlowContinuation(branch, 0, place.Continuation), place, state);
                break;
            case ControlFlowBranchSemantics.StructuredExceptionHandling when place.Continuation is { } continuation:
                Continue(continuation, place, state);
                break;
        }
    }

    private void Continue(FlowContinuation at, FlowPlace place, FlowState state)
    {
        if (at.Next < at.Branch.FinallyRegions.Length)
        {
            var first = at.Branch.FinallyRegions[at.Next].FirstBlockOrdinal;
            Send(new FlowPlace(first, _shape.LoopsAt(place.Loops, place.Block, first), place.IsExceptional, at with { Next = at.Next + 1 }), state);
        }
        else if (at.Branch.Destination is { } target)
        {
            Send(new FlowPlace(target.Ordinal, _shape.LoopsAt(place.Loops, at.Branch.Source.Ordinal, target.Ordinal), place.IsExceptional, at.Outer), state);
        }
    }

    private void SendToHandlers(BasicBlock block, FlowPlace place)
    {
        if (_isFinal)
        {
            return;
        }

        foreach (var (handler, isFinally) in _shape.HandlersOf(block))
        {
            var continuation = place.Continuation;
            while (continuation is not null && !IsWithin(handler, continuation.Branch.FinallyRegions[continuation.Next - 1]))
            {
                continuation = continuation.Outer;
            }

            // A finally that an exception has come to goes on nowhere, so not with what one around it would.
            if (!isFinally || continuation is null)
            {
                Send(new FlowPlace(handler, _shape.LoopsAt(place.Loops, place.Block, handler), IsExceptional: true, continuation), _analysis.Step.State);
            }
        }
    }

    private static bool IsWithin(int block, ControlFlowRegion region) => block >= region.FirstBlockOrdinal && block <= region.LastBlockOrdinal;

    private void Send(FlowPlace place, FlowState state)
    {
        if (_isFinal)
        {
            return;
        }

        bool changed;
        place = place with { Flags = _analysis.IsLong ? 0 : _shape.Flags.At(state, place.Block) };
        if (_before.TryGetValue(place, out var known))
        {
            changed = known.Join(state);
        }
        else
        {
            _before.Add(place, state.Clone());
            changed = true;
        }

        if (changed && !_work.Contains(place))
        {
            _work.Add(place);
        }
    }
}
