using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Flow;

internal sealed partial class FlowEvaluator
{
    /// <summary>A tuple holds its parts: they are taken out of it again, and leave with it.</summary>
    private FlowValue Tuple(ITupleOperation tuple)
    {
        var parts = tuple.Elements.Select(Evaluate).ToList();
        if (parts.TrueForAll(part => part.Objects.IsEmpty))
        {
            return FlowValue.Unknown;
        }

        var held = analysis.Made(tuple, tuple.Type, canBeAbsent: false);
        Step.State.Begin(held);
        for (var i = 0; i < parts.Count; i++)
        {
            Step.State.Bind((held, i), parts[i]);
        }

        return FlowValue.Of(held);
    }

    /// <summary>What a value holds, when it is a tuple that was made here; null for anything else.</summary>
    private List<FlowValue>? Parts(FlowValue value) => value.Single is { IsTuple: true } tuple ? Parts(tuple) : null;

    private List<FlowValue> Parts(FlowObject tuple) =>
        [.. ((ITupleOperation)tuple.Origin!).Elements.Select((_, i) => Step.State.ValueOf((tuple, i)) ?? FlowValue.Unknown)];

    /// <summary>The element of a tuple that a field reference names: its number, and the tuple.</summary>
    private static (int Index, IOperation Tuple)? Element(IFieldReferenceOperation reference)
    {
        if (reference is not { Instance: { Type: INamedTypeSymbol { IsTupleType: true } type } tuple })
        {
            return null;
        }

        // An element that has a name has the other one too: Bytes, Item2.
        var index = type.TupleElements.ToList().FindIndex(element =>
            SymbolEqualityComparer.Default.Equals(element.CorrespondingTupleField, reference.Field.CorrespondingTupleField));
        return index < 0 ? null : (index, tuple);
    }

    /// <summary>A body that was called here is about to return the value; with no operation, it has.</summary>
    public void Return(FlowValue value, IOperation? operation)
    {
        foreach (var item in value.Objects)
        {
            if (item.IsTuple)
            {
                Parts(item).ForEach(part => Return(part, operation));
            }
            else
            {
                Rule.OnReturn(Step, item, operation);
            }
        }
    }

    private FlowValue ReadElement(int index, FlowValue tuple, IOperation reference)
    {
        var part = Parts(tuple) is { } parts ? parts[index] : FlowValue.Unknown;
        if (!part.Objects.IsEmpty)
        {
            Rule.OnRead(Step, part, reference);
        }

        return part;
    }

    /// <summary>A tuple that is changed in place is no longer what its parts say; nor are its copies told apart.</summary>
    private void Change(IFieldReferenceOperation element, FlowValue value, IOperation operation)
    {
        Escape(value, operation, EscapeKind.Stored);
        if (Element(element) is var (_, tuple))
        {
            var held = Evaluate(tuple);
            Escape(held, operation, EscapeKind.Stored);
            foreach (var item in held.Objects.Where(item => item.IsTuple))
            {
                for (var i = 0; i < Parts(item).Count; i++)
                {
                    Step.State.Bind((item, i), FlowValue.Unknown);
                }
            }
        }
    }
}
