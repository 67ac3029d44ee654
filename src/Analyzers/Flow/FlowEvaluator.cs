using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Flow;

/// <summary>Says what an operation's value may be, and does to the state what the operation does.</summary>
internal sealed partial class FlowEvaluator(FlowAnalysis analysis, ControlFlowGraph graph)
{
    private readonly Dictionary<CaptureId, IOperation> _captured = [];
    private readonly FlowShape _shape = FlowShape.Of(graph);

    private FlowRule Rule => analysis.Rule;

    private FlowStep Step => analysis.Step;

    /// <summary>Evaluates an operation and all that it is made of, in order.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>What its value may be.</returns>
    public FlowValue Evaluate(IOperation? operation)
    {
        switch (operation)
        {
            case null:
                return FlowValue.Unknown;
            case { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation { Type: not ITypeParameterSymbol }:
                return FlowValue.None;
            case { ConstantValue: { HasValue: true, Value: bool constant } }:
                return FlowValue.Of(constant);
            case ILocalReferenceOperation local:
                return Read(local.Local, local);
            case IParameterReferenceOperation parameter:
                return analysis.IsMember(parameter.Parameter) ? FlowValue.Unknown : Read(parameter.Parameter, parameter);
            case IFlowCaptureOperation capture:
                return Capture(capture);
            case IFlowCaptureReferenceOperation capture:
                return _captured.TryGetValue(capture.Id, out var place) && IsPlace(capture.Id, place) ? Evaluate(place) : Step.State.ValueOf(capture.Id) ?? FlowValue.Unknown;
            case IFieldReferenceOperation field:
                return ReadField(field);
            case IExpressionStatementOperation statement:
                return Evaluate(statement.Operation);
            case ISimpleAssignmentOperation assignment:
                return Assign(assignment);
            case IDeconstructionAssignmentOperation deconstruction:
                Deconstruct(deconstruction.Target, deconstruction.Value);
                return FlowValue.Unknown;
            case ITupleOperation tuple:
                return Tuple(tuple);
            case IDeclarationExpressionOperation declaration:
                return Evaluate(declaration.Expression);
            case IConversionOperation conversion:
                return Convert(conversion);
            case IAwaitOperation wait:
                return Await(wait);
            case IInvocationOperation or IObjectCreationOperation or IPropertyReferenceOperation:
                return Call(operation);
            case IDelegateCreationOperation creation:
                return Delegate(creation);
            case IFlowAnonymousFunctionOperation lambda:
                return Lambda(lambda);
            case IImplicitIndexerReferenceOperation slice:
                return Slice(slice);
            case IIsNullOperation or IIsPatternOperation or IBinaryOperation or IUnaryOperation:
                return Condition(operation);
            default:
                return Other(operation);
        }
    }

    /// <summary>Notes in a state what follows from a condition.</summary>
    /// <param name="state">The state.</param>
    /// <param name="condition">The condition's value.</param>
    /// <param name="isTrue">Whether it holds.</param>
    /// <returns>False when that cannot be.</returns>
    public static bool Assume(FlowState state, FlowValue condition, bool isTrue)
    {
        foreach (var guard in condition.Guards)
        {
            var truth = isTrue ? guard.IfTrue : guard.IfFalse;
            if (guard.Fact >= 0)
            {
                if (truth != Truth.None && state.FactsOf(guard.Object) is { } facts)
                {
                    state.SetFacts(guard.Object, facts.With(guard.Fact, truth, guard.Where ?? facts.Where(guard.Fact)));
                }
            }
            else if (truth == Truth.No)
            {
                if (guard.Fact == FlowGuard.Existence && !guard.Object.CanBeAbsent)
                {
                    return false;
                }

                state.Remove(guard.Object);
            }
        }

        return true;
    }

    /// <summary>The value leaves what is followed.</summary>
    public void Escape(FlowValue value, IOperation operation, EscapeKind kind)
    {
        foreach (var item in value.Objects)
        {
            if (item.Closure is { } closure)
            {
                EscapeCaptured(closure, operation, kind is EscapeKind.Passed ? EscapeKind.Captured : kind);
            }
            else if (item.IsTuple)
            {
                Parts(item).ForEach(part => Escape(part, operation, kind));
            }
            else
            {
                Rule.OnEscape(Step, item, operation, kind);
            }
        }

        Step.Set(value, FlowRule.Escaped, Truth.Yes, operation);
    }

    private FlowValue Read(ISymbol variable, IOperation reference)
    {
        var value = Step.State.ValueOf(variable) ?? FlowValue.Unknown;
        if (!value.Objects.IsEmpty)
        {
            Rule.OnRead(Step, value, reference);
        }

        return value;
    }

    /// <summary>A read-only field holds one object for the whole body; its constructor is where it does not.</summary>
    private FlowValue ReadField(IFieldReferenceOperation reference)
    {
        var instance = Evaluate(reference.Instance);
        if (Element(reference) is var (index, _))
        {
            return ReadElement(index, instance, reference);
        }

        var field = reference.Field;
        var isFixed = field.IsReadOnly && reference.Instance is null or IInstanceReferenceOperation && !analysis.IsConstructor;
        return isFixed && Rule.Follows(field.Type, call: null) ? ReadHeld(field, field.Type, reference) : FlowValue.Unknown;
    }

    private FlowValue ReadHeld(ISymbol symbol, ITypeSymbol type, IOperation reference)
    {
        var value = FlowValue.Of(analysis.Held(symbol, type));
        Rule.OnRead(Step, value, reference);
        return value;
    }

    private FlowValue Capture(IFlowCaptureOperation capture)
    {
        _captured[capture.Id] = capture.Value;
        if (IsPlace(capture.Id, capture.Value))
        {
            return FlowValue.Unknown;
        }

        var value = Evaluate(capture.Value);
        Step.State.Bind(capture.Id, value);
        return value;
    }

    /// <summary>Whether a capture is of a variable that is assigned to: it is read where the capture is, if at all.</summary>
    private bool IsPlace(CaptureId capture, IOperation captured) =>
        captured is ILocalReferenceOperation or IParameterReferenceOperation && _shape.IsTarget(capture);

    private FlowValue Await(IAwaitOperation wait)
    {
        var value = Evaluate(wait.Operation);
        Rule.OnAwait(Step, value, wait);
        return value;
    }

    private FlowValue Convert(IConversionOperation conversion)
    {
        var value = Evaluate(conversion.Operand);
        return conversion.OperatorMethod is null ? value : HandOn(conversion.OperatorMethod, value);
    }

    private FlowValue Slice(IImplicitIndexerReferenceOperation slice)
    {
        var value = Evaluate(slice.Instance);
        Evaluate(slice.Argument);
        return HandOn((slice.IndexerSymbol as IMethodSymbol) ?? (slice.IndexerSymbol as IPropertySymbol)?.GetMethod, value);
    }

    private FlowValue HandOn(IMethodSymbol? method, FlowValue value) =>
        !value.Objects.IsEmpty && value.Objects.All(o => Rule.HandsOn(method, o)) ? value : FlowValue.Unknown;

    /// <summary>What is in an operation that the engine has no idea of leaves; what is only looked at stays.</summary>
    private FlowValue Other(IOperation operation)
    {
        var leaves = operation is IArrayCreationOperation or IArrayInitializerOperation or ICollectionExpressionOperation or IAnonymousObjectCreationOperation
            or IDynamicInvocationOperation or IDynamicObjectCreationOperation or IDynamicIndexerAccessOperation or IDynamicMemberReferenceOperation
            or IEventAssignmentOperation or IAddressOfOperation or ITranslatedQueryOperation or IWithOperation or ISpreadOperation
            or IInvalidOperation or IReturnOperation;
        foreach (var child in operation.ChildOperations)
        {
            var value = Evaluate(child);
            if (leaves)
            {
                Escape(value, child, operation is IReturnOperation ? EscapeKind.Passed : EscapeKind.Stored);
            }
        }

        switch (operation)
        {
            case ICompoundAssignmentOperation { Target: ILocalReferenceOperation target }:
                return Bind(target.Local, FlowValue.Unknown, operation);
            case ICompoundAssignmentOperation { Target: IParameterReferenceOperation target }:
                Step.State.Bind(target.Parameter, FlowValue.Unknown);
                break;
            case IAddressOfOperation address:
                Share(address.Reference, operation);
                break;
        }

        return FlowValue.Unknown;
    }
}
