using Mapwright.Analyzers.Contracts;
using Mapwright.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage.Overlap;

/// <summary>Finds writes in lambdas that methods of the platform run at the same time.</summary>
internal sealed class ConcurrentBodies(ContractTable contracts)
{
    /// <summary>The writes of a call's lambdas that meet one another, or themselves when the lambda runs many times.</summary>
    /// <returns>The write that meets, and the one that it meets.</returns>
    public IEnumerable<(RangeWrite Write, RangeWrite Other)> Meeting(IInvocationOperation call)
    {
        var bodies = call.Arguments.Select(a => a.Value).SelectMany(Elements).Select(Lambda).OfType<IAnonymousFunctionOperation>().Select(Writes).ToList();
        switch ($"{call.TargetMethod.ContainingType?.ToDisplayString()}.{call.TargetMethod.Name}")
        {
            case "System.Threading.Tasks.Parallel.For" or "System.Threading.Tasks.Parallel.ForEach" or "System.Threading.Tasks.Parallel.ForAsync"
                or "System.Threading.Tasks.Parallel.ForEachAsync" when !call.Arguments.Any(a => a.Parameter?.Type.Name == "ParallelOptions"):
                return bodies.SelectMany(writes => writes).Select(write => (write, write));
            case "System.Threading.Tasks.Parallel.Invoke":
                return bodies.SelectMany((later, i) => bodies.Take(i).SelectMany(earlier => later.SelectMany(w => earlier.Where(e => Meet(w, e)).Select(e => (w, e)))));
            case "System.Threading.Tasks.Task.WhenAll" when call.Arguments.Length == 1 && Origins.Of(call.Arguments[0].Value) is IInvocationOperation { TargetMethod.Name: "Select" } select:
                return select.Arguments.Select(a => Lambda(a.Value)).OfType<IAnonymousFunctionOperation>().SelectMany(Writes).Select(write => (write, write));
            default:
                return [];
        }
    }

    /// <summary>The writes that a lambda makes each time that it runs, at one place of one object, without keeping others out.</summary>
    public IReadOnlyList<RangeWrite> Writes(IAnonymousFunctionOperation lambda)
    {
        var calls = lambda.Body.Descendants().OfType<IInvocationOperation>().ToList();
        return calls.Any(KeepsOut) ? [] : [.. calls
            .Where(call => IsAlwaysMade(call, lambda))
            .Select(call => RangeWrite.Of(call, contracts.Of(call.TargetMethod)))
            .OfType<RangeWrite>()
            .Where(write => write.Receiver is { } receiver && IsOutside(receiver, lambda) && (write.Interval.Start.Base is not { } start || IsOutside(start, lambda)))];
    }

    /// <summary>The lambda that an argument is; null for another one.</summary>
    public static IAnonymousFunctionOperation? Lambda(IOperation argument) => Origins.Of(argument) switch
    {
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda,
        IAnonymousFunctionOperation lambda => lambda,
        _ => null,
    };

    private static bool Meet(RangeWrite a, RangeWrite b) => SymbolEqualityComparer.Default.Equals(a.Receiver, b.Receiver) && a.Interval.Meets(b.Interval);

    private static IEnumerable<IOperation> Elements(IOperation argument) =>
        argument is IArrayCreationOperation { Initializer: { } initializer } ? initializer.ElementValues : [argument];

    /// <summary>A lock of ours, or anything of the platform that lets one thread in at a time.</summary>
    private bool KeepsOut(IInvocationOperation call) =>
        contracts.Of(call.TargetMethod).Acquires
        || call.TargetMethod.ContainingNamespace is { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private static bool IsAlwaysMade(IOperation operation, IAnonymousFunctionOperation lambda)
    {
        for (var current = operation.Parent; current is not null && current != lambda; current = current.Parent)
        {
            if (current is IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ILockOperation or ICatchClauseOperation
                or IAnonymousFunctionOperation or ILocalFunctionOperation or IConditionalAccessOperation or ILoopOperation or ICoalesceOperation)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOutside(ISymbol variable, IAnonymousFunctionOperation lambda) =>
        variable is IFieldSymbol || !variable.Locations.Any(place => place.SourceTree == lambda.Syntax.SyntaxTree && lambda.Syntax.Span.Contains(place.SourceSpan));
}
