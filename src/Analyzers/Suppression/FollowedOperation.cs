using Mapwright.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Suppression;

/// <summary>Says whether MW0009, or MW0004 for its token, decides what becomes of the value task of a call.</summary>
internal static class FollowedOperation
{
    /// <summary>Whether the call begins an operation whose value task is dropped, discarded by name, or put into a variable.</summary>
    /// <remarks>What is stored in a field, and a result that is taken without a wait, is not followed there: the other rule may say so.</remarks>
    public static bool Is(IInvocationOperation call, ContractTable contracts)
    {
        var begun = call.TargetMethod.Name == "ConfigureAwait" && call.Instance is IInvocationOperation inner ? inner : call;
        if (!contracts.Of(begun.TargetMethod).IsAsyncTwin || !contracts.Tasks.IsValueTask(begun.TargetMethod.ReturnType))
        {
            return false;
        }

        var value = (IOperation)begun;
        while (value.Parent is IConditionalAccessOperation or IConversionOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            IExpressionStatementOperation => true,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation variable } => !IsTakenWithoutAWait(variable.Symbol, variable),
            ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation variable } => !IsTakenWithoutAWait(variable.Local, variable),
            _ => false,
        };
    }

    private static bool IsTakenWithoutAWait(ILocalSymbol variable, IOperation place)
    {
        var root = place;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        var users = root.Descendants().OfType<ILocalReferenceOperation>()
            .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, variable)).Select(reference => reference.Parent).ToList();
        return users.Exists(user => user is IPropertyReferenceOperation { Property.Name: "Result" } or IInvocationOperation { TargetMethod.Name: "GetAwaiter" })
            && !users.Exists(user => user is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" });
    }
}
