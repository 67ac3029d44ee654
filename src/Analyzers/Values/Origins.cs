using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Values;

/// <summary>Where the value of a variable that never changes comes from.</summary>
internal static class Origins
{
    /// <summary>The expression itself; for a variable that is assigned once, where it is declared, what it is assigned there.</summary>
    public static IOperation Of(IOperation operation)
    {
        for (var depth = 0; depth < 8; depth++)
        {
            switch (operation)
            {
                case IConversionOperation { ConstantValue.HasValue: false } conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                case ILocalReferenceOperation { ConstantValue.HasValue: false } reference when Initializer(reference) is { } initializer:
                    operation = initializer;
                    break;
                default:
                    return operation;
            }
        }

        return operation;
    }

    /// <summary>Whether the variable has one value for the whole body.</summary>
    public static bool IsUnchanged(ISymbol variable, IOperation somewhere) =>
        !Root(somewhere).DescendantsAndSelf().Any(o => Writes(o, variable));

    private static IOperation? Initializer(ILocalReferenceOperation reference)
    {
        var declarators = Root(reference).DescendantsAndSelf().OfType<IVariableDeclaratorOperation>()
            .Where(d => SymbolEqualityComparer.Default.Equals(d.Symbol, reference.Local)).ToList();
        return declarators.Count == 1 && declarators[0].GetVariableInitializer()?.Value is { } value && IsUnchanged(reference.Local, reference) ? value : null;
    }

    private static bool Writes(IOperation operation, ISymbol variable) => operation switch
    {
        IAssignmentOperation assignment => Targets(assignment.Target).Any(target => Is(target, variable)),
        IIncrementOrDecrementOperation increment => Is(increment.Target, variable),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => Is(argument.Value, variable),
        IAddressOfOperation address => Is(address.Reference, variable),
        _ => false,
    };

    private static IEnumerable<IOperation> Targets(IOperation target) => target is ITupleOperation tuple ? tuple.Elements.SelectMany(Targets) : [target];

    private static bool Is(IOperation operation, ISymbol variable) => operation switch
    {
        ILocalReferenceOperation local => SymbolEqualityComparer.Default.Equals(local.Local, variable),
        IParameterReferenceOperation parameter => SymbolEqualityComparer.Default.Equals(parameter.Parameter, variable),
        _ => false,
    };

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }
}
