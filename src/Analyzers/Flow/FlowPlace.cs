using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Mapwright.Analyzers.Flow;

/// <summary>A block of a graph, and how it was come to: what is known is kept apart for each.</summary>
/// <param name="Block">The number of the block.</param>
/// <param name="Loops">The loops around it that go round at least for the second time, a bit each.</param>
/// <param name="IsExceptional">Whether an exception was caught on the way.</param>
/// <param name="Continuation">In a <c>finally</c>, where it goes on; null elsewhere.</param>
/// <param name="Flags">What is known of the flags that are still asked for.</param>
internal readonly record struct FlowPlace(int Block, ulong Loops, bool IsExceptional, FlowContinuation? Continuation, int Flags = 0);

/// <summary>Where a <c>finally</c> goes on: a branch leaves several of them one after the other.</summary>
/// <param name="Branch">The branch that is being taken.</param>
/// <param name="Next">How many of its <c>finally</c> regions are entered already.</param>
/// <param name="Outer">Where the <c>finally</c> goes on that the branch stands in itself.</param>
internal sealed record FlowContinuation(ControlFlowBranch Branch, int Next, FlowContinuation? Outer);
