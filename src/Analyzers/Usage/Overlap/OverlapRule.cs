using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage.Overlap;

/// <summary>Follows what is pending. One fact: whether it has ended, as far as this method can know.</summary>
internal sealed class OverlapRule(ContractTable contracts) : FlowRule
{
    private const int Ended = First;

    private readonly ConcurrentBodies _bodies = new(contracts);
    private readonly Dictionary<SyntaxNode, IReadOnlyList<RangeWrite>> _writes = [];
    private readonly Dictionary<SyntaxNode, List<(RangeWrite Write, RangeWrite Other)>> _meeting = [];
    private readonly HashSet<ITypeSymbol> _types = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<FlowObject, List<(FlowObject Receiver, RangeWrite Write)>> _pending = [];
    private bool _isConcurrent;

    /// <inheritdoc/>
    public override int FactCount => Ended + 1;

    /// <inheritdoc/>
    public override bool Concerns(IOperation operation, IMethodSymbol method, MethodContract contract)
    {
        if (operation is not IInvocationOperation call)
        {
            return _isConcurrent;
        }

        if (RangeWrite.Of(call, contract) is { } write)
        {
            _writes[call.Syntax] = [write];
            _types.Add(call.Instance!.Type!);
            _isConcurrent |= contracts.Tasks.IsPending(method.ReturnType) && !TaskTypes.IsAwaited(call);
        }
        else if (IsRun(method) && call.Arguments.Length > 0 && ConcurrentBodies.Lambda(call.Arguments[0].Value) is { } lambda && _bodies.Writes(lambda) is { Count: > 0 } inside)
        {
            _writes[call.Syntax] = inside;
            _isConcurrent = true;
        }
        else if (method.ContainingType?.Name is "Parallel" or "Task" && _bodies.Meeting(call).ToList() is { Count: > 0 } meeting)
        {
            _meeting[call.Syntax] = meeting;
            _isConcurrent = true;
        }

        return _isConcurrent;
    }

    /// <inheritdoc/>
    public override bool Follows(ITypeSymbol type, FlowCall? call) =>
        _types.Contains(type) || (call is not null && _writes.ContainsKey(call.Operation.Syntax) && contracts.Tasks.IsPending(call.Method.ReturnType));

    /// <inheritdoc/>
    public override void BeforeCall(FlowStep step, FlowCall call)
    {
        if (IsRun(call.Method) || !_writes.TryGetValue(call.Operation.Syntax, out var writes) || call.Receiver.Single is not { } receiver)
        {
            return;
        }

        foreach (var (earlier, other) in _pending.Where(p => step.Get(p.Key, Ended) == Truth.No).SelectMany(p => p.Value.Select(other => (p.Key, other))).ToList())
        {
            if (other.Receiver == receiver && other.Write.Interval.Meets(writes[0].Interval) && !IsInside(call.Operation, earlier.Origin))
            {
                step.Report(OverlapAnalyzer.Report(writes[0], other.Write));
                return;
            }
        }
    }

    /// <inheritdoc/>
    public override void OnCall(FlowStep step, FlowCall call)
    {
        if (_meeting.TryGetValue(call.Operation.Syntax, out var meeting))
        {
            foreach (var (write, other) in meeting)
            {
                step.Report(OverlapAnalyzer.Report(write, other));
            }
        }

        if (call.Result.Single is { } pending && _writes.TryGetValue(call.Operation.Syntax, out var writes) && contracts.Tasks.IsPending(call.Method.ReturnType))
        {
            var isRun = IsRun(call.Method);
            _pending[pending] = [.. from write in writes
                                    let receiver = isRun ? Held(step, write) : call.Receiver.Single
                                    where receiver is not null
                                    select (receiver, write)];
        }

        if (contracts.Tasks.IsPending(call.Method.ContainingType))
        {
            var truth = call.Method.Name is "WhenAny" or "WaitAny" ? Truth.Maybe : Truth.Yes;
            End(step, call.Receiver, Truth.Yes, call.Operation);
            foreach (var (value, _) in call.Arguments.SelectMany(a => a.Values))
            {
                End(step, value, truth, call.Operation);
            }
        }

        if (call.Method.Name is "Wait" or "WaitAll" or "WaitAny" || step.IsOthers(call))
        {
            EndStored(step, call.Operation);
        }
    }

    /// <inheritdoc/>
    public override void OnAwait(FlowStep step, FlowValue value, IOperation operation)
    {
        if (operation is IInvocationOperation { TargetMethod.Name: "AsTask" or "WaitAsync" })
        {
            return;
        }

        End(step, value, Truth.Yes, operation);
        EndStored(step, operation);
    }

    /// <inheritdoc/>
    public override void OnEscape(FlowStep step, FlowObject value, IOperation operation, EscapeKind kind)
    {
        if (kind is EscapeKind.Captured || (kind is EscapeKind.Passed && !FlowPlatform.IsPassedToPlatform(operation)))
        {
            step.Set(value, Ended, Truth.Maybe, operation);
        }
    }

    private void End(FlowStep step, FlowValue value, Truth truth, IOperation operation)
    {
        if (value.Objects.Any(_pending.ContainsKey))
        {
            step.Set(value, Ended, truth, operation);
        }
    }

    /// <summary>What was put somewhere may be waited for by whatever waits for all that is there, and by code that is not seen.</summary>
    private void EndStored(FlowStep step, IOperation operation)
    {
        foreach (var pending in _pending.Keys.Where(p => step.Get(p, Escaped) != Truth.No && step.Get(p, Ended) == Truth.No).ToList())
        {
            step.Set(pending, Ended, Truth.Maybe, operation);
        }
    }

    private static FlowObject? Held(FlowStep step, RangeWrite write) => write.Receiver is { } receiver ? step.State.ValueOf(receiver)?.Single : null;

    private static bool IsRun(IMethodSymbol method) => method is { Name: "Run", ContainingType.Name: "Task" } && FlowPlatform.RunsOf(method) == 1;

    private static bool IsInside(IOperation operation, IOperation? origin) =>
        origin is not null && origin.Syntax != operation.Syntax && origin.Syntax.SyntaxTree == operation.Syntax.SyntaxTree && origin.Syntax.Span.Contains(operation.Syntax.Span);
}
