using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Contracts;

/// <summary>The calls of each body that a contract is stated for: a body is looked at once, for whichever rule asks first.</summary>
/// <remarks>Most bodies hold no such call, and for these no rule does anything: what is kept of them is that they have none.</remarks>
internal sealed class ContractCalls(ContractTable contracts)
{
    private readonly ConditionalWeakTable<IOperation, IReadOnlyList<(IOperation Operation, IMethodSymbol Method)>> _bodies = new();

    /// <summary>All calls of a body in which at least one has a contract, in order; none of another body.</summary>
    public IReadOnlyList<(IOperation Operation, IMethodSymbol Method)> In(IOperation body) => _bodies.GetValue(body, Find);

    private IReadOnlyList<(IOperation Operation, IMethodSymbol Method)> Find(IOperation body)
    {
        foreach (var operation in body.DescendantsAndSelf())
        {
            if (Called(operation) is { } method && contracts.Of(method).IsStated)
            {
                return [.. from inner in body.DescendantsAndSelf() let called = Called(inner) where called is not null select (inner, called)];
            }
        }

        return [];
    }

    private static IMethodSymbol? Called(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IPropertyReferenceOperation property => property.Property.GetMethod ?? property.Property.SetMethod,
        _ => null,
    };
}
