using System.Collections.Immutable;
using Mapwright.Analyzers.Contracts;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Flow;

/// <summary>A call of a method, a constructor or a property, with what its instance and its arguments may be.</summary>
/// <param name="operation">The call.</param>
/// <param name="method">What is called.</param>
/// <param name="contract">The contract of what is called.</param>
/// <param name="receiver">What it is called on; nothing for a static method.</param>
/// <param name="arguments">The arguments, in order of evaluation.</param>
internal sealed class FlowCall(IOperation operation, IMethodSymbol method, MethodContract contract, FlowValue receiver, ImmutableArray<FlowArgument> arguments)
{
    /// <summary>The call.</summary>
    public IOperation Operation { get; } = operation;

    /// <summary>What is called.</summary>
    public IMethodSymbol Method { get; } = method;

    /// <summary>The contract of what is called.</summary>
    public MethodContract Contract { get; } = contract;

    /// <summary>What it is called on; nothing for a static method.</summary>
    public FlowValue Receiver { get; } = receiver;

    /// <summary>The arguments, in order of evaluation; an <c>out</c> argument has the value that it is given.</summary>
    public ImmutableArray<FlowArgument> Arguments { get; set; } = arguments;

    /// <summary>What it returns. A rule may replace it: by its receiver, for one, when it hands that on.</summary>
    public FlowValue Result { get; set; } = FlowValue.Unknown;
}

/// <summary>An argument of a call.</summary>
/// <param name="Parameter">The parameter; null where the call is not bound.</param>
/// <param name="Operation">The expression.</param>
/// <param name="Values">What it may be; each element where it is written as an array or a collection expression.</param>
internal sealed record FlowArgument(IParameterSymbol? Parameter, IOperation Operation, ImmutableArray<(FlowValue Value, IOperation Operation)> Values);
