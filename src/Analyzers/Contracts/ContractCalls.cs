using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Contracts;

/// <summary>The calls of each body that a contract is stated for: a body is looked at once, for whichever rule asks first.</summary>
/// <remarks>Most bodies hold no such call, and for these no rule does anything: what is kept of them is that they have none.</remarks>
internal sealed class ContractCalls(ContractTable contracts)
{
    private readonly ConditionalWeakTable<IOperation, IReadOnlyList<ContractCall>> _bodies = new();

    /// <summary>All calls of a body in which at least one has a contract, in order; none of another body.</summary>
    public IReadOnlyList<ContractCall> In(IOperation body) => _bodies.GetValue(body, Find);

    private IReadOnlyList<ContractCall> Find(IOperation body)
    {
        var calls = new List<ContractCall>();
        var isStated = false;
        foreach (var operation in body.DescendantsAndSelf())
        {
            if (Called(operation) is { } method)
            {
                var contract = contracts.Of(method);
                isStated |= contract.IsStated;
                calls.Add(new ContractCall(operation, method, contract));
            }
        }

        return isStated ? calls : [];
    }

    private static IMethodSymbol? Called(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IPropertyReferenceOperation property => property.Property.GetMethod ?? property.Property.SetMethod,
        _ => null,
    };
}

/// <summary>A call of a method, a constructor or a property.</summary>
/// <param name="Operation">The call.</param>
/// <param name="Method">What is called; a property's accessor.</param>
/// <param name="Contract">Its contract.</param>
internal readonly record struct ContractCall(IOperation Operation, IMethodSymbol Method, MethodContract Contract);
