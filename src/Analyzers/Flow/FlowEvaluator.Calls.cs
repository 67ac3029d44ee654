using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Flow;

internal sealed partial class FlowEvaluator
{
    private FlowValue Call(IOperation operation)
    {
        var (method, instance, arguments) = operation switch
        {
            IInvocationOperation call => (call.TargetMethod, call.Instance, call.Arguments),
            IObjectCreationOperation creation => (creation.Constructor, null, creation.Arguments),
            _ => Accessor((IPropertyReferenceOperation)operation),
        };
        var receiver = instance is null ? FlowValue.None : Evaluate(instance);
        var given = arguments.Select(Argument).ToImmutableArray();
        if (operation is IObjectCreationOperation { Initializer: { } initializer })
        {
            Evaluate(initializer);
        }

        if (method is null)
        {
            EscapeArguments(given);
            return FlowValue.Unknown;
        }

        if (Step.Contracts.Tasks.Forwards(method) || IsPendingResult(method))
        {
            if (method.Name is not ("ConfigureAwait" or "GetAwaiter"))
            {
                Rule.OnAwait(Step, receiver, operation);
            }

            return Rule.Forwards(method) ? receiver : FlowValue.Unknown;
        }

        if (method.Name == "get_HasValue" && method.ContainingType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return Present(receiver, exactly: true);
        }

        if (method.ContainingType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T && method.Name is "get_Value" or "GetValueOrDefault")
        {
            return receiver;
        }

        return Body(operation, method, instance, receiver) is { } closure ? Run(closure, given, operation) : Call(operation, method, receiver, given);
    }

    private FlowValue Call(IOperation operation, IMethodSymbol method, FlowValue receiver, ImmutableArray<FlowArgument> given)
    {
        var call = new FlowCall(operation, method, Step.Contracts.Of(method), receiver, given);
        Rule.BeforeCall(Step, call);
        call.Result = Result(call);
        call.Arguments = [.. given.Select(a => a.Parameter?.RefKind == RefKind.Out ? a with { Values = [(Given(call, a), a.Operation)] } : a)];
        Rule.OnCall(Step, call);
        foreach (var argument in call.Arguments)
        {
            Pass(call, argument);
        }

        if (FlowPlatform.IsEndless(method))
        {
            Step.State.IsReachable = false;
        }

        return call.Result;
    }

    private static (IMethodSymbol?, IOperation?, ImmutableArray<IArgumentOperation>) Accessor(IPropertyReferenceOperation reference) =>
        (reference.Property.GetMethod ?? reference.Property.SetMethod, reference.Instance, reference.Arguments);

    /// <summary>An awaiter, and a result that is taken from it or from the task.</summary>
    private bool IsPendingResult(IMethodSymbol method) =>
        (method.Name is "get_Result" or "GetAwaiter" && Step.Contracts.Tasks.IsPending(method.ContainingType))
        || (method.Name is "GetResult" or "GetAwaiter" && method.ContainingNamespace.ToDisplayString() == "System.Runtime.CompilerServices");

    private FlowValue Result(FlowCall call)
    {
        var hasInstance = !call.Method.IsStatic && call.Method.MethodKind != MethodKind.Constructor;
        var source = hasInstance ? call.Receiver : call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0) is { Values.Length: 1 } given ? given.Values[0].Value : FlowValue.Unknown;
        if (HandOn(call.Method, source) is { Objects.IsEmpty: false } handed)
        {
            return handed;
        }

        var type = call.Method.MethodKind == MethodKind.Constructor ? call.Method.ContainingType : call.Method.ReturnType;
        var result = Step.Contracts.Tasks.ResultOf(type);
        if (!Rule.Follows(result, call))
        {
            return FlowValue.Unknown;
        }

        var made = analysis.Made(call.Operation, result, result.NullableAnnotation == NullableAnnotation.Annotated);
        Step.State.Begin(made);
        return FlowValue.Of(made);
    }

    private FlowArgument Argument(IArgumentOperation argument)
    {
        if (argument.Parameter?.RefKind == RefKind.Out)
        {
            return new FlowArgument(argument.Parameter, argument.Value, []);
        }

        var elements = Source(argument.Value) switch
        {
            IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
            ICollectionExpressionOperation collection when !collection.Elements.Any(e => e is ISpreadOperation) => collection.Elements,
            _ => [argument.Value],
        };
        return new FlowArgument(argument.Parameter, argument.Value, [.. elements.Select(e => (Evaluate(e), e))]);
    }

    private static IOperation Source(IOperation argument) => argument is IConversionOperation conversion ? Source(conversion.Operand) : argument;

    /// <summary>After the call: what a parameter without a contract takes is anybody's, what it gives is new.</summary>
    private void Pass(FlowCall call, FlowArgument argument)
    {
        switch (argument.Parameter?.RefKind)
        {
            case RefKind.Out:
                Store(argument.Operation, argument.Values[0].Value, argument.Operation);
                break;
            case RefKind.Ref:
                EscapeArguments([argument]);
                Store(argument.Operation, FlowValue.Unknown, argument.Operation);
                break;
            default:
                if (FlowPlatform.RunsOf(call.Method) is var runs && runs > 0 && argument.Values.Length == 1 && argument.Values[0].Value.Single is { Closure: { } closure })
                {
                    RunNow(closure, runs, call);
                }
                else if (!call.Contract.IsMarked(argument.Parameter) && !FlowPlatform.KeepsNothing(call.Method))
                {
                    EscapeArguments([argument]);
                }

                break;
        }
    }

    private FlowValue Given(FlowCall call, FlowArgument argument)
    {
        if (argument.Parameter?.Type is not { } type || !Rule.Follows(type, call))
        {
            return FlowValue.Unknown;
        }

        var isGuarded = Step.Contracts.Tasks.ResultOf(call.Method.ReturnType).SpecialType == SpecialType.System_Boolean;
        var made = analysis.Made(argument.Operation, type, isGuarded || type.NullableAnnotation == NullableAnnotation.Annotated);
        Step.State.Begin(made);
        if (isGuarded)
        {
            call.Result = FlowValue.Guarded(call.Result.Guards.Add(new FlowGuard(made, FlowGuard.Existence, Truth.Yes, Truth.No, Where: null)));
        }

        return FlowValue.Of(made);
    }

    private void EscapeArguments(ImmutableArray<FlowArgument> arguments)
    {
        foreach (var (value, operation) in arguments.SelectMany(a => a.Values))
        {
            Escape(value, operation, EscapeKind.Passed);
        }
    }
}
