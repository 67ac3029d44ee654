using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Values;

/// <summary>The numbers that an expression can only be.</summary>
internal static class Numbers
{
    /// <summary>The values of an offset; empty when they are not known.</summary>
    public static ImmutableArray<long> Of(IOperation expression)
    {
        if (Constant(expression) is { } constant)
        {
            return [constant];
        }

        var origin = Origins.Of(expression);
        if (Constant(origin) is { } folded)
        {
            return [folded];
        }

        if (origin is IConditionalOperation { WhenFalse: { } whenFalse } choice)
        {
            var (left, right) = (Of(choice.WhenTrue), Of(whenFalse));
            return left.IsEmpty || right.IsEmpty ? [] : left.AddRange(right);
        }

        return [];
    }

    /// <summary>The length of a buffer in elements; null when it is not known.</summary>
    public static long? Length(IOperation buffer)
    {
        switch (Origins.Of(buffer))
        {
            case IArrayCreationOperation { DimensionSizes.Length: 1 } array:
                return Constant(array.DimensionSizes[0]);
            case IUtf8StringOperation text:
                return System.Text.Encoding.UTF8.GetByteCount(text.Value);
            case ICollectionExpressionOperation collection when !collection.Elements.Any(e => e is ISpreadOperation):
                return collection.Elements.Length;
            case IImplicitIndexerReferenceOperation { Argument: IRangeOperation range }:
                return Between(range);
            case IInvocationOperation call when IsSlice(call.TargetMethod):
                var numbers = call.Arguments.Where(a => a.Parameter?.Type.SpecialType == SpecialType.System_Int32).ToList();
                return numbers.Count == 2 ? Constant(numbers[1].Value) : null;
            case IInvocationOperation { TargetMethod: { Name: "op_Implicit" or "AsSpan" or "AsMemory" }, Arguments.Length: 1 } call when IsOfSystem(call.TargetMethod):
                return Length(call.Arguments[0].Value);
            case { Kind: OperationKind.None, Syntax: Microsoft.CodeAnalysis.CSharp.Syntax.StackAllocArrayCreationExpressionSyntax } stack when stack.ChildOperations.Count == 1:
                return Constant(stack.ChildOperations.First());
            default:
                return null;
        }
    }

    /// <summary>The value of a constant number; null when it is none.</summary>
    public static long? Constant(IOperation? expression) => expression switch
    {
        { ConstantValue: { HasValue: true, Value: sbyte or byte or short or ushort or int or uint or long } } => Convert.ToInt64(expression.ConstantValue.Value, CultureInfo.InvariantCulture),
        IConversionOperation conversion => Constant(conversion.Operand),
        _ => null,
    };

    private static long? Between(IRangeOperation range)
    {
        var start = range.LeftOperand is null ? 0 : Constant(range.LeftOperand);
        return Constant(range.RightOperand) - start;
    }

    private static bool IsSlice(IMethodSymbol method) => method.Name is "AsSpan" or "AsMemory" or "Slice" && IsOfSystem(method);

    private static bool IsOfSystem(IMethodSymbol method) => method.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true };
}
