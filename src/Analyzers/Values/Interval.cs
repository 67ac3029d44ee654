using Mapwright.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Values;

/// <summary>The bytes that a call touches, as far as the code says.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is; null when that is not known.</param>
internal sealed record Interval(Place Start, long? Length)
{
    /// <summary>The interval of a call; null when it is not known where it begins, or when it is empty.</summary>
    public static Interval? Of(IInvocationOperation call, RangeContract range)
    {
        if (Argument(range.Offset) is not { } offset || Place.Of(offset) is not { } start)
        {
            return null;
        }

        var length = Argument(range.Length) is not { } given ? null
            : given.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 ? Numbers.Constant(Origins.Of(given))
            : Numbers.Length(given);
        return length == 0 ? null : new Interval(start, length);

        IOperation? Argument(int ordinal) => call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == ordinal)?.Value;
    }

    /// <summary>Whether both have a byte in common for certain; of a length that is not known, only that it is not empty.</summary>
    public bool Meets(Interval other) => Start.To(other.Start) switch
    {
        null => false,
        0 => true,
        > 0 and var ahead => Length > ahead,
        var behind => other.Length > -behind,
    };
}
