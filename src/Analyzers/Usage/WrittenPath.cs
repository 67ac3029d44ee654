using System.Collections.Immutable;
using System.Text;
using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage;

/// <summary>A path as code writes it: its text, with a gap for each variable, and what these variables hold.</summary>
/// <param name="Text">The text.</param>
/// <param name="Parts">What the variables hold.</param>
internal sealed record WrittenPath(string Text, ImmutableArray<FlowValue> Parts)
{
    /// <summary>Reads an expression; null when it has parts of which nobody knows whether they are the same the next time.</summary>
    public static WrittenPath? Of(FlowState state, IOperation expression)
    {
        var text = new StringBuilder();
        var parts = ImmutableArray.CreateBuilder<FlowValue>();
        return Read(expression) ? new WrittenPath(text.ToString(), parts.ToImmutable()) : null;

        bool Read(IOperation operation)
        {
            switch (operation)
            {
                case { ConstantValue: { HasValue: true, Value: string constant } }:
                    text.Append(constant);
                    return true;
                case IConversionOperation { OperatorMethod: null } conversion:
                    return Read(conversion.Operand);
                case ILocalReferenceOperation local:
                    return ReadPart(local.Local);
                case IParameterReferenceOperation parameter:
                    return ReadPart(parameter.Parameter);
                case IFlowCaptureReferenceOperation capture:
                    return ReadPart(capture.Id);
                case IFieldReferenceOperation { Field: { IsReadOnly: true } field, Instance: null or IInstanceReferenceOperation }:
                    text.Append('\0').Append(field.ToDisplayString());
                    return true;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                    return Read(sum.LeftOperand) && Read(sum.RightOperand);
                case IInterpolatedStringOperation interpolated:
                    return interpolated.Parts.All(Read);
                case IInterpolatedStringTextOperation literal:
                    return Read(literal.Text);
                case IInterpolationOperation { Alignment: null, FormatString: null } interpolation:
                    return Read(interpolation.Expression);
                case IInvocationOperation { Instance: null, Arguments.IsEmpty: false, TargetMethod: { ContainingType: { Name: "Path", ContainingNamespace.Name: "IO" } } method } call:
                    text.Append('\0').Append(method.Name).Append('(');
                    return call.Arguments.All(argument => Read(argument.Value) && text.Append('\0').Length > 0);
                default:
                    return false;
            }
        }

        bool ReadPart(object variable)
        {
            text.Append("\0?");
            parts.Add(state.ValueOf(variable) ?? FlowValue.Unknown);
            return true;
        }
    }
}
