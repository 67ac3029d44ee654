using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Flow;

internal sealed partial class FlowEvaluator
{
    private FlowValue Condition(IOperation condition)
    {
        switch (condition)
        {
            case IIsNullOperation isNull:
                return IsAbsent(Evaluate(isNull.Operand));
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return FlowValue.Guarded(FlowGuard.Negate(Evaluate(not.Operand).Guards));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                return Comparison(comparison);
            case IIsPatternOperation match:
                return Match(match.Pattern, Evaluate(match.Value));
            default:
                foreach (var child in condition.ChildOperations)
                {
                    Evaluate(child);
                }

                return FlowValue.Unknown;
        }
    }

    private FlowValue Comparison(IBinaryOperation comparison)
    {
        var left = Evaluate(comparison.LeftOperand);
        var right = Evaluate(comparison.RightOperand);
        var isEqual = comparison.OperatorKind == BinaryOperatorKind.Equals;
        var guards = comparison switch
        {
            { RightOperand.ConstantValue: { HasValue: true, Value: null } } => IsAbsent(left).Guards,
            { LeftOperand.ConstantValue: { HasValue: true, Value: null } } => IsAbsent(right).Guards,
            { RightOperand.ConstantValue: { HasValue: true, Value: true } } => left.Guards,
            { RightOperand.ConstantValue: { HasValue: true, Value: false } } => FlowGuard.Negate(left.Guards),
            _ => [],
        };
        return FlowValue.Guarded(isEqual ? guards : FlowGuard.Negate(guards));
    }

    /// <summary>Binds the variables of a pattern, and says what follows from a match.</summary>
    private FlowValue Match(IPatternOperation pattern, FlowValue value)
    {
        if (value.Objects.Any(item => item.IsTuple))
        {
            // Which variable of the pattern holds which part is not followed.
            Escape(value, pattern, EscapeKind.Stored);
            value = FlowValue.Unknown;
        }

        switch (pattern)
        {
            case IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } }:
                return IsAbsent(value);
            case IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool constant } }:
                return FlowValue.Guarded(constant ? value.Guards : FlowGuard.Negate(value.Guards));
            case INegatedPatternOperation negated:
                return FlowValue.Guarded(FlowGuard.Negate(Match(negated.Pattern, value).Guards));
            case IDeclarationPatternOperation { DeclaredSymbol: { } symbol } declaration:
                Bind(symbol, value, pattern);
                return declaration.MatchesNull ? FlowValue.Unknown : Present(value, exactly: IsEveryValue(declaration.InputType, declaration.NarrowedType));
            case IRecursivePatternOperation recursive:
                if (recursive.DeclaredSymbol is { } named)
                {
                    Bind(named, value, pattern);
                }

                var isPlain = recursive.PropertySubpatterns.IsEmpty && recursive.DeconstructionSubpatterns.IsEmpty;
                BindParts(recursive);
                return Present(value, isPlain && IsEveryValue(recursive.InputType, recursive.NarrowedType));
            case ITypePatternOperation type:
                return Present(value, IsEveryValue(type.InputType, type.NarrowedType));
            default:
                BindParts(pattern);
                return FlowValue.Unknown;
        }
    }

    /// <summary>Variables deeper in a pattern hold parts, of which nothing is known.</summary>
    private void BindParts(IPatternOperation pattern)
    {
        foreach (var part in pattern.Descendants())
        {
            var symbol = part switch
            {
                IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
                IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
                IListPatternOperation list => list.DeclaredSymbol,
                _ => null,
            };
            if (symbol is ILocalSymbol local)
            {
                Bind(local, Found(local.Type, part), part);
            }
        }
    }

    private static bool IsEveryValue(ITypeSymbol input, ITypeSymbol narrowed) =>
        SymbolEqualityComparer.Default.Equals(input, narrowed)
        || (input is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable && SymbolEqualityComparer.Default.Equals(nullable.TypeArguments[0], narrowed));

    private static FlowValue IsAbsent(FlowValue value) => value.IsNothing ? FlowValue.Of(true) : FlowValue.Guarded(Existence(value, Truth.No, Truth.Yes));

    private static FlowValue Present(FlowValue value, bool exactly) =>
        value.IsNothing ? FlowValue.Of(false) : FlowValue.Guarded(Existence(value, Truth.Yes, exactly ? Truth.No : Truth.None));

    /// <summary>Where a value is null, no object exists that it would be; and where it has to be one of them, it is not null.</summary>
    private static ImmutableArray<FlowGuard> Existence(FlowValue value, Truth ifTrue, Truth ifFalse)
    {
        var fact = value.IsUnknown || value.MayBeNothing ? FlowGuard.Presence : FlowGuard.Existence;
        return [.. value.Objects.Where(o => o.Closure is null && value.Is(o)).Select(o => new FlowGuard(o, fact, ifTrue, ifFalse, Where: null))];
    }
}
