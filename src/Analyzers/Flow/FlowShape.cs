using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Flow;

/// <summary>The loops, handlers and flags of a graph, found once for all rules.</summary>
internal sealed class FlowShape
{
    /// <summary>A loop's body is looked at twice, so one within three others sixteen times: deeper ones are looked at once.</summary>
    private const int DeepestLoop = 3;

    private static readonly ConditionalWeakTable<ControlFlowGraph, FlowShape> s_shapes = new();

    private readonly List<(int First, int Last)> _loops = [];
    private readonly Lazy<HashSet<CaptureId>> _targets;

    /// <summary>Finds the loops: what lies between a branch backwards and its target.</summary>
    private FlowShape(ControlFlowGraph graph)
    {
        _targets = new(() => FindTargets(graph));
        var lasts = new SortedDictionary<int, int>();
        foreach (var block in graph.Blocks)
        {
            Note(block.FallThroughSuccessor);
            Note(block.ConditionalSuccessor);
        }

        foreach (var loop in lasts)
        {
            if (_loops.Count < 64 && _loops.Count(outer => outer.First < loop.Key && outer.Last >= loop.Value) < DeepestLoop)
            {
                _loops.Add((loop.Key, loop.Value));
            }
        }

        Flags = new FlowFlags(graph, block => _loops.Where(loop => loop.First <= block && loop.Last >= block).Select(loop => loop.Last).Append(block).Max());

        void Note(ControlFlowBranch? branch)
        {
            if (branch?.Destination is { } target && target.Ordinal <= branch.Source.Ordinal)
            {
                var last = branch.FinallyRegions.Aggregate(branch.Source.Ordinal, static (end, region) => Math.Max(end, region.LastBlockOrdinal));
                lasts[target.Ordinal] = lasts.TryGetValue(target.Ordinal, out var known) ? Math.Max(known, last) : last;
            }
        }
    }

    /// <summary>Whether a capture holds a place that is assigned to: <c>x = a ? b : c</c> captures x first.</summary>
    public bool IsTarget(CaptureId capture) => _targets.Value.Contains(capture);

    /// <summary>The flags.</summary>
    public FlowFlags Flags { get; }

    /// <summary>The shape of a graph.</summary>
    public static FlowShape Of(ControlFlowGraph graph) => s_shapes.GetValue(graph, static g => new FlowShape(g));

    /// <summary>The loops of which the second time around is begun, in a block that one comes to.</summary>
    /// <param name="loops">The loops at the block that one comes from.</param>
    /// <param name="from">The block that one comes from.</param>
    /// <param name="to">The block.</param>
    public ulong LoopsAt(ulong loops, int from, int to)
    {
        ulong result = 0;
        for (var i = 0; i < _loops.Count; i++)
        {
            var (first, last) = _loops[i];
            var isAround = to >= first && to <= last;
            var isBack = to == first && from >= first && from <= last;
            if (isAround && (isBack || (loops & (1UL << i)) != 0))
            {
                result |= 1UL << i;
            }
        }

        return result;
    }

    /// <summary>The first block of each handler that an exception in a block may come to, and whether it is a <c>finally</c>: one that asks for a flag may be for exceptions alone.</summary>
    public IEnumerable<(int Block, bool IsFinally)> HandlersOf(BasicBlock block)
    {
        // The root of a lambda's graph stands in a region of the graph around it, whose blocks are not this one's.
        for (var region = block.EnclosingRegion; region is { Kind: not ControlFlowRegionKind.Root }; region = region.EnclosingRegion)
        {
            if (region is { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { Kind: ControlFlowRegionKind.TryAndCatch } both })
            {
                foreach (var handler in both.NestedRegions.Where(r => r.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler))
                {
                    yield return (handler.FirstBlockOrdinal, false);
                }
            }
            else if (region is { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { Kind: ControlFlowRegionKind.TryAndFinally } pair } && Flags.AreIn(pair.NestedRegions[1]))
            {
                yield return (pair.NestedRegions[1].FirstBlockOrdinal, true);
            }
        }
    }

    private static HashSet<CaptureId> FindTargets(ControlFlowGraph graph) => [..
        from block in graph.Blocks
        from root in block.Operations
        from assignment in root.DescendantsAndSelf().OfType<IAssignmentOperation>()
        from target in assignment.Target.DescendantsAndSelf().OfType<IFlowCaptureReferenceOperation>()
        where target == assignment.Target || target.Parent is ITupleOperation
        select target.Id];
}
