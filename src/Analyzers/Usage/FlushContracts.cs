using Mapwright.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Usage;

/// <summary>What calls do to what was written and not flushed.</summary>
internal static class FlushContracts
{
    /// <summary>What a write says of its own durability, where an argument decides it.</summary>
    public static Truth IsDurable(FlowCall call)
    {
        if (call.Contract.DirtiesUnless is not { } unless || call.Arguments.FirstOrDefault(a => a.Parameter?.Name == unless) is not { } argument)
        {
            return Truth.No;
        }

        return argument.Operation.ConstantValue is { HasValue: true, Value: var value } ? (value is null or false or 0 ? Truth.No : Truth.Yes) : Truth.Maybe;
    }

    /// <summary>What has no contract and hands out something through which the file may be flushed, or sets an option.</summary>
    public static bool MayChange(FlowCall call) =>
        (call.Contract.Invalidates && !call.Contract.Dirties)
        || (!call.Contract.IsStated && (call.Method.MethodKind == MethodKind.PropertySet
            || (call.Method.ReturnType is { IsReferenceType: true, SpecialType: SpecialType.None } && call.Method.MethodKind != MethodKind.PropertyGet)));
}
