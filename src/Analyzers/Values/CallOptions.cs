using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Values;

/// <summary>What the options of an opening call say, where they are made beside it.</summary>
internal static class CallOptions
{
    /// <summary>Whether an argument, or an option, has the value that a condition names: <c>Name=Value</c>.</summary>
    /// <param name="call">The call.</param>
    /// <param name="condition">The condition.</param>
    /// <returns>No where the option is left at its default; Maybe where it is not known.</returns>
    public static Truth Says(IInvocationOperation call, string condition)
    {
        var parts = condition.Split('=');
        if (parts.Length != 2)
        {
            return Truth.Maybe;
        }

        return Find(call, parts[0], out var isDefault) is { } value ? Is(value, parts[1]) : isDefault ? Truth.No : Truth.Maybe;
    }

    /// <summary>The value of a number among the options.</summary>
    /// <param name="call">The opening call.</param>
    /// <param name="option">The name of the option.</param>
    /// <param name="otherwise">The value where it is left at its default.</param>
    /// <returns>The value; null where it is not known.</returns>
    public static long? Number(IInvocationOperation call, string option, long otherwise) =>
        Find(call, option, out var isDefault) is { } value ? Numbers.Constant(Origins.Of(value)) : isDefault ? otherwise : null;

    private static IOperation? Find(IInvocationOperation call, string name, out bool isDefault)
    {
        isDefault = true;
        foreach (var argument in call.Arguments)
        {
            if (string.Equals(argument.Parameter?.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return argument.Value;
            }

            if (argument.Parameter?.Type is not INamedTypeSymbol { TypeKind: TypeKind.Class } type || type.GetMembers(name).IsEmpty)
            {
                continue;
            }

            switch (Origins.Of(argument.Value))
            {
                case IObjectCreationOperation { Arguments.Length: 0 } creation:
                    var assigned = creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
                        .FirstOrDefault(a => a.Target is IPropertyReferenceOperation { Property.Name: var property } && property == name);
                    return assigned?.Value;
                case { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation:
                    return null;
                default:
                    isDefault = false;
                    return null;
            }
        }

        return null;
    }

    private static Truth Is(IOperation value, string expected)
    {
        var known = Origins.Of(value).ConstantValue;
        if (!known.HasValue)
        {
            return Truth.Maybe;
        }

        var wanted = value.Type is INamedTypeSymbol { TypeKind: TypeKind.Enum } type
            ? type.GetMembers(expected).OfType<IFieldSymbol>().FirstOrDefault()?.ConstantValue
            : bool.TryParse(expected, out var flag) ? flag : null;
        return wanted is null ? Truth.Maybe : Equals(known.Value, wanted) ? Truth.Yes : Truth.No;
    }
}
