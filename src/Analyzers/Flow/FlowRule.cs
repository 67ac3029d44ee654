using Mapwright.Analyzers.Contracts;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Flow;

/// <summary>
/// A rule that follows objects through a body. One instance looks at one body.
/// </summary>
/// <remarks>
/// <para>
/// To write a rule, derive an analyzer from <see cref="FlowAnalyzer"/> and one rule from this class. <see cref="Concerns"/> is
/// asked for every call of a body in which some call has a contract, and no graph is built when it never answers true.
/// <see cref="Follows"/> says which values become objects. Each object has facts, numbered from <see cref="First"/>, that begin as
/// <see cref="Truth.No"/>; the rule decides them with <see cref="FlowStep.Set"/> in <see cref="OnCall"/> and reads them with
/// <see cref="FlowStep.Get"/>.
/// </para>
/// <para>
/// The engine does the rest. It follows assignments, deconstruction, captures, patterns, conditional access, <c>await</c> and what configures it; runs
/// <c>using</c> and <c>finally</c> on each way out; looks at a loop's body twice, the first time around and any later time, so that
/// "in the loop, the second time" is a fact of its own; follows no path on which a flag is what it is not; runs local functions and lambdas where they are called; and tells
/// <see cref="OnEscape"/> what leaves: from then on <see cref="Escaped"/> holds and the object is anybody's. Where paths meet, facts that differ become
/// <see cref="Truth.Maybe"/>: warn of what is <see cref="Truth.Yes"/>, inform of what is <see cref="Truth.Maybe"/>, if at all, as <see cref="FlowStep.Gravity"/> says. That an
/// exception may end any statement is ignored: code in and behind a <c>catch</c> is looked at, but <see cref="OnExit"/> hears nothing of it.
/// </para>
/// <para>
/// The rule is called while facts are still growing. <see cref="FlowStep.Report"/> does nothing until they are final, so a rule needs not care.
/// </para>
/// </remarks>
internal abstract class FlowRule
{
    /// <summary>The fact that the object may be used by code that is not seen: returned, stored, captured, or passed to a parameter without a contract.</summary>
    public const int Escaped = 0;

    /// <summary>The first fact that is the rule's own.</summary>
    public const int First = 1;

    /// <summary>The number of facts, <see cref="Escaped"/> included.</summary>
    public abstract int FactCount { get; }

    /// <summary>Whether the body holds something that the rule could ever report. Asked for each call, object creation and property reference, when one of them has a contract.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="method">What is called; a property's accessor.</param>
    /// <param name="contract">Its contract.</param>
    public abstract bool Concerns(IOperation operation, IMethodSymbol method, MethodContract contract);

    /// <summary>Whether a value becomes an object.</summary>
    /// <param name="type">Its type, without the task that it comes in.</param>
    /// <param name="call">The call that returns it or gives it as an <c>out</c> argument; null for a parameter, a field, or an element of something.</param>
    public abstract bool Follows(ITypeSymbol type, FlowCall? call);

    /// <summary>A call is about to be made: what an earlier turn of the same call has returned is still there.</summary>
    public virtual void BeforeCall(FlowStep step, FlowCall call)
    {
    }

    /// <summary>A call has returned. Facts of its instance, its arguments and its result may be decided.</summary>
    public abstract void OnCall(FlowStep step, FlowCall call);

    /// <summary>Whether what the call returns is the same object as its instance or argument: a slice of a span.</summary>
    /// <param name="method">The method, or the operator of a conversion.</param>
    /// <param name="source">The instance, or the first argument of a static method or a constructor.</param>
    public virtual bool HandsOn(IMethodSymbol? method, FlowObject source) => false;

    /// <summary>Whether what a method makes of a pending operation is the same object: not, for a rule that asks how often it may be awaited.</summary>
    /// <param name="method"><c>AsTask</c>, <c>ConfigureAwait</c> or the like.</param>
    public virtual bool Forwards(IMethodSymbol method) => true;

    /// <summary>A variable is read.</summary>
    public virtual void OnRead(FlowStep step, FlowValue value, IOperation reference)
    {
    }

    /// <summary>A value is awaited, or its result or its task is taken.</summary>
    public virtual void OnAwait(FlowStep step, FlowValue value, IOperation operation)
    {
    }

    /// <summary>An object is about to leave what is followed.</summary>
    public virtual void OnEscape(FlowStep step, FlowObject value, IOperation operation, EscapeKind kind)
    {
    }

    /// <summary>A local function or lambda that was called here is about to return the object, or has returned it.</summary>
    /// <param name="step">Where.</param>
    /// <param name="value">The object.</param>
    /// <param name="operation">What is returned; null when the caller has it.</param>
    public virtual void OnReturn(FlowStep step, FlowObject value, IOperation? operation)
    {
    }

    /// <summary>A task or an asynchronous function that is not awaited, or an iterator, was followed as if it had ended: what it did may be done at any time from here on.</summary>
    /// <param name="step">Where, and what is known when it has ended.</param>
    /// <param name="before">What was known when it began.</param>
    /// <param name="operation">What began it.</param>
    public virtual void OnUnfinished(FlowStep step, FlowState before, IOperation operation)
    {
    }

    /// <summary>The body has ended on a normal path.</summary>
    public virtual void OnExit(FlowStep step)
    {
    }
}

/// <summary>How an object leaves what is followed.</summary>
internal enum EscapeKind
{
    /// <summary>It is passed to a parameter without a contract, or yielded.</summary>
    Passed,

    /// <summary>It is stored in a field, a property, an element or a collection, as itself or in a lambda.</summary>
    Stored,

    /// <summary>It is returned, as itself or in a lambda.</summary>
    Returned,

    /// <summary>A lambda that is passed on has captured it.</summary>
    Captured,

    /// <summary>It is discarded by name.</summary>
    Discarded,
}
