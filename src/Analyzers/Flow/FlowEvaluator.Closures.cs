using System.Collections.Immutable;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Flow;

internal sealed partial class FlowEvaluator
{
    private FlowValue Lambda(IFlowAnonymousFunctionOperation lambda) =>
        Held(analysis.ClosureOf(lambda.Symbol, () => graph.GetAnonymousFunctionControlFlowGraph(lambda)), lambda);

    private FlowValue Delegate(IDelegateCreationOperation creation)
    {
        switch (creation.Target)
        {
            case IMethodReferenceOperation { Method.MethodKind: MethodKind.LocalFunction } local when Local(local.Method) is { } closure:
                return Held(closure, creation);
            case IMethodReferenceOperation { Instance: { } instance }:
                Escape(Evaluate(instance), creation, EscapeKind.Captured);
                return FlowValue.Unknown;
            default:
                return Evaluate(creation.Target);
        }
    }

    private FlowValue Held(FlowClosure closure, IOperation origin)
    {
        var held = analysis.Made(origin, origin.Type, canBeAbsent: false);
        held.Closure = closure;
        Step.State.Begin(held);
        return FlowValue.Of(held);
    }

    /// <summary>The body that a call runs, when it is one of this body's own.</summary>
    private FlowClosure? Body(IOperation operation, IMethodSymbol method, IOperation? instance, FlowValue receiver) => method.MethodKind switch
    {
        MethodKind.LocalFunction => Local(method),
        MethodKind.DelegateInvoke when instance is not null && operation is IInvocationOperation => receiver.Single?.Closure,
        _ => null,
    };

    private FlowClosure? Local(IMethodSymbol function)
    {
        var definition = function.OriginalDefinition;
        if (analysis.KnownClosure(definition) is { } known)
        {
            return known;
        }

        for (var current = graph; current is not null; current = current.Parent)
        {
            if (current.LocalFunctions.Contains(definition, SymbolEqualityComparer.Default))
            {
                var holder = current;
                return analysis.ClosureOf(definition, () => holder.GetLocalFunctionControlFlowGraph(definition));
            }
        }

        return null;
    }

    private FlowValue Run(FlowClosure closure, ImmutableArray<FlowArgument> given, IOperation operation)
    {
        var values = given
            .Where(a => a.Parameter is not null)
            .ToDictionary(a => a.Parameter!.Ordinal, a => a.Values.Length == 1 && a.Parameter!.RefKind == RefKind.None ? a.Values[0].Value : FlowValue.Unknown);
        var before = Step.State.Clone();
        var isUnfinished = closure.IsIterator || (closure.Symbol.IsAsync && !TaskTypes.IsAwaited(operation));
        if (isUnfinished)
        {
            ShareFlags(closure);
        }

        if (analysis.Call(closure, state => BindParameters(state, closure, ordinal => values.TryGetValue(ordinal, out var value) ? value : null)) is { } returned)
        {
            if (isUnfinished)
            {
                Rule.OnUnfinished(Step, before, operation);
            }

            foreach (var argument in given.Where(a => a.Parameter?.RefKind is RefKind.Out or RefKind.Ref))
            {
                Store(argument.Operation, FlowValue.Unknown, operation);
            }

            return returned;
        }

        EscapeArguments(given);
        EscapeCaptured(closure, operation);
        return FlowValue.Unknown;
    }

    /// <summary>Runs a body that a method of the platform runs, once or any number of times.</summary>
    private void RunNow(FlowClosure closure, int runs, FlowCall call)
    {
        var operation = call.Operation;
        var before = Step.State.Clone();
        var isUnfinished = FlowPlatform.RunsOn(call.Method) && !(TaskTypes.IsAwaited(operation) && (call.Method.Name != "StartNew" || !closure.Symbol.IsAsync));
        if (isUnfinished || runs > 1)
        {
            ShareFlags(closure);
        }

        for (var i = 0; i < runs; i++)
        {
            if (analysis.Call(closure, state => BindParameters(state, closure, static _ => null)) is null)
            {
                EscapeCaptured(closure, operation);
                return;
            }
        }

        if (isUnfinished)
        {
            Rule.OnUnfinished(Step, before, operation);
        }

        if (runs > 1)
        {
            before.Join(Step.State);
            Step.State = before;
        }

        // What becomes of the task is not seen, and a body that never returns does not keep the caller.
        Step.State.IsReachable = true;
    }

    /// <summary>What is run beside or later sees and makes changes of what it captures that are in no order with this code.</summary>
    private void ShareFlags(FlowClosure closure)
    {
        foreach (var variable in Captured(closure).Keys)
        {
            if (FlowFlags.CanBe(variable))
            {
                Step.State.Bind(variable, FlowValue.Shared);
            }
            else if (Step.State.ValueOf(variable) is { IsNothing: true })
            {
                Step.State.Bind(variable, FlowValue.Unknown);
            }
        }
    }

    /// <summary>The variables that a body uses, and whether it assigns to them; those of the local functions that it calls too.</summary>
    private IReadOnlyDictionary<ISymbol, bool> Captured(FlowClosure closure)
    {
        if (closure.Called.Count == 0)
        {
            return closure.Captured;
        }

        var all = new Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
        var closures = new List<FlowClosure> { closure };
        for (var i = 0; i < closures.Count; i++)
        {
            closures.AddRange(closures[i].Called.Select(Local).OfType<FlowClosure>().Except(closures));
            foreach (var variable in closures[i].Captured)
            {
                all[variable.Key] = variable.Value || (all.TryGetValue(variable.Key, out var isAssigned) && isAssigned);
            }
        }

        return all;
    }

    private void BindParameters(FlowState state, FlowClosure closure, Func<int, FlowValue?> value)
    {
        foreach (var parameter in closure.Symbol.Parameters)
        {
            var given = value(parameter.Ordinal) ?? FlowValue.Unknown;
            if (!given.IsNobodys)
            {
                state.Bind(parameter, given);
            }
            else if (Rule.Follows(parameter.Type, call: null))
            {
                var held = analysis.Held(parameter, parameter.Type);
                state.Begin(held);
                state.Bind(parameter, FlowValue.Of(held));
            }
            else
            {
                state.Bind(parameter, FlowValue.Unknown);
            }
        }
    }

    /// <summary>A lambda has left: what it captured may be used at any time, and what it assigns to may change.</summary>
    private void EscapeCaptured(FlowClosure closure, IOperation operation, EscapeKind kind = EscapeKind.Captured) => EscapeCaptured(closure, operation, kind, []);

    private void EscapeCaptured(FlowClosure closure, IOperation operation, EscapeKind kind, HashSet<FlowClosure> seen)
    {
        if (!seen.Add(closure))
        {
            return;
        }

        foreach (var variable in Captured(closure))
        {
            if (Step.State.ValueOf(variable.Key) is { } value)
            {
                Step.Set(value, FlowRule.Escaped, Truth.Yes, operation);
                foreach (var item in value.Objects)
                {
                    if (item.Closure is { } captured)
                    {
                        EscapeCaptured(captured, operation, kind, seen);
                    }
                    else
                    {
                        Escape(FlowValue.Of(item), operation, kind);
                    }
                }
            }

            if (variable.Value)
            {
                Step.State.Bind(variable.Key, FlowValue.Shared);
            }
        }
    }
}
