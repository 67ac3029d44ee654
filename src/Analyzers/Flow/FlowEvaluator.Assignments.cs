using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Flow;

internal sealed partial class FlowEvaluator
{
    private FlowValue Assign(ISimpleAssignmentOperation assignment)
    {
        if (assignment.IsRef)
        {
            Share(assignment.Target, assignment);
            Share(assignment.Value, assignment);
            return FlowValue.Unknown;
        }

        if (IsVariable(assignment.Target))
        {
            var value = Evaluate(assignment.Value);
            Store(assignment.Target, value, assignment);
            return value;
        }

        if (assignment.Target is IPropertyReferenceOperation { Property.SetMethod: { } setter } property)
        {
            return Set(property, setter, assignment.Value);
        }

        EvaluateParts(assignment.Target);
        var stored = Evaluate(assignment.Value);
        Store(assignment.Target, stored, assignment);
        return stored;
    }

    private FlowValue Set(IPropertyReferenceOperation property, IMethodSymbol setter, IOperation value)
    {
        var receiver = property.Instance is null ? FlowValue.None : Evaluate(property.Instance);
        foreach (var index in property.Arguments)
        {
            Evaluate(index.Value);
        }

        var stored = Evaluate(value);
        Escape(stored, value, EscapeKind.Stored);
        Rule.OnCall(Step, new FlowCall(property, setter, Step.Contracts.Of(setter), receiver, []));
        return stored;
    }

    private void Deconstruct(IOperation target, IOperation value)
    {
        target = target is IDeclarationExpressionOperation declaration ? declaration.Expression : target;
        if (target is ITupleOperation targets && Unconverted(value) is ITupleOperation values && targets.Elements.Length == values.Elements.Length)
        {
            // All elements are evaluated before the first is assigned: (a, b) = (b, a).
            var parts = values.Elements.Select(element => Unconverted(element) is ITupleOperation ? null : Evaluate(element)).ToList();
            for (var i = 0; i < parts.Count; i++)
            {
                if (parts[i] is { } part)
                {
                    Store(targets.Elements[i], part, value);
                }
                else
                {
                    Deconstruct(targets.Elements[i], values.Elements[i]);
                }
            }

            return;
        }

        Scatter(target, Evaluate(value), value);
    }

    /// <summary>The parts of something that is no tuple of this body are each a thing of its own, come from nowhere.</summary>
    private void Scatter(IOperation target, FlowValue value, IOperation operation)
    {
        switch (target)
        {
            case IDeclarationExpressionOperation declaration:
                Scatter(declaration.Expression, value, operation);
                break;
            case ITupleOperation targets when Parts(value) is { } parts && parts.Count == targets.Elements.Length:
                for (var i = 0; i < parts.Count; i++)
                {
                    Scatter(targets.Elements[i], parts[i], operation);
                }

                break;
            case ITupleOperation targets:
                Escape(value, operation, EscapeKind.Stored);
                foreach (var element in targets.Elements)
                {
                    Scatter(element, FlowValue.Unknown, operation);
                }

                break;
            default:
                Store(target, value.IsNobodys ? Found(target.Type, target) : value, operation);
                break;
        }
    }

    private void Store(IOperation target, FlowValue value, IOperation operation)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                Bind(local.Local, value, operation);
                break;
            case IParameterReferenceOperation parameter when analysis.IsMember(parameter.Parameter):
                Escape(value, operation, EscapeKind.Stored);
                break;
            case IParameterReferenceOperation { Parameter.RefKind: not RefKind.None } parameter:
                // The caller's variable may change with another one.
                Bind(parameter.Parameter, value.Constant is null ? value : FlowValue.Unknown, operation);
                Escape(value, operation, EscapeKind.Returned);
                break;
            case IParameterReferenceOperation parameter:
                Bind(parameter.Parameter, value, operation);
                break;
            case IDeclarationExpressionOperation declaration:
                Store(declaration.Expression, value, operation);
                break;
            case IFlowCaptureReferenceOperation capture when _captured.TryGetValue(capture.Id, out var captured):
                Step.State.Bind(capture.Id, value);
                Store(captured, value, operation);
                break;
            case IDiscardOperation:
                Escape(value, operation, EscapeKind.Discarded);
                break;
            case ITupleOperation:
                Scatter(target, value, operation);
                break;
            case IFieldReferenceOperation field:
                Change(field, value, operation);
                break;
            default:
                Escape(value, operation, EscapeKind.Stored);
                break;
        }
    }

    private FlowValue Bind(ISymbol variable, FlowValue value, IOperation operation)
    {
        if (value.IsNobodys)
        {
            // What comes from a field or from nowhere is somebody's, but as long as it is in a variable here it is one thing.
            value = Found((variable as ILocalSymbol)?.Type, operation);
        }

        foreach (var item in value.Objects)
        {
            item.Name ??= variable.Name;
        }

        if (analysis.IsOutside(variable))
        {
            Step.State.Bind(variable, FlowValue.Shared);
        }

        if (!Step.State.Bind(variable, value))
        {
            Escape(value, operation, EscapeKind.Captured);
        }

        return value;
    }

    /// <summary>What a loop or a pattern gives, or a part of something: an object, when the rule follows its type.</summary>
    private FlowValue Found(ITypeSymbol? type, IOperation origin)
    {
        if (type is null || !Rule.Follows(Step.Contracts.Tasks.ResultOf(type), call: null))
        {
            return FlowValue.Unknown;
        }

        var found = analysis.Made(origin, type, canBeAbsent: type.NullableAnnotation == NullableAnnotation.Annotated);
        Step.State.Begin(found);
        return FlowValue.Of(found);
    }

    /// <summary>From here on the variable may be changed through another name.</summary>
    private void Share(IOperation reference, IOperation operation)
    {
        var variable = reference switch
        {
            ILocalReferenceOperation local => (ISymbol)local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IFlowCaptureReferenceOperation => null,
            _ => null,
        };
        Escape(Evaluate(reference), operation, EscapeKind.Captured);
        if (variable is not null)
        {
            Step.State.Bind(variable, FlowValue.Shared);
        }
    }

    private void EvaluateParts(IOperation target)
    {
        foreach (var part in target.ChildOperations)
        {
            Evaluate(part is IArgumentOperation argument ? argument.Value : part);
        }
    }

    private static bool IsVariable(IOperation target) =>
        target is ILocalReferenceOperation or IParameterReferenceOperation or IDiscardOperation or IDeclarationExpressionOperation or IFlowCaptureReferenceOperation;

    private static IOperation Unconverted(IOperation operation) =>
        operation is IConversionOperation { OperatorMethod: null } conversion ? Unconverted(conversion.Operand) : operation;
}
