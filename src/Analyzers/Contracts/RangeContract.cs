using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Contracts;

/// <summary>The bytes that a call touches, and what they must be a multiple of.</summary>
/// <param name="Offset">The number of the parameter that holds the offset.</param>
/// <param name="Length">The number of the parameter that holds the length or is the buffer; -1 for the size of the type argument.</param>
/// <param name="AtLeast">What the alignment is a multiple of; 1 when there is none.</param>
/// <param name="AlignedWhen">When it must be aligned, as <c>Name=Value</c>; null for always.</param>
/// <param name="Unit">The name of the member that holds what they must be a multiple of; null when there is none.</param>
internal sealed record RangeContract(int Offset, int Length, int AtLeast, string? AlignedWhen, string? Unit)
{
    /// <summary>Whether offset and length must be multiples of something.</summary>
    public bool IsAligned => AtLeast > 1;

    /// <summary>Reads the attribute; null when it names no parameter of the method.</summary>
    public static RangeContract? Read(IMethodSymbol method, AttributeData range)
    {
        var offset = Find(method, range.ConstructorArguments.FirstOrDefault().Value as string);
        if (offset is null)
        {
            return null;
        }

        var aligned = offset.GetAttributes().FirstOrDefault(a => a.AttributeClass?.Name == "AlignedAttribute"
            && SymbolEqualityComparer.Default.Equals(a.AttributeClass.ContainingAssembly, range.AttributeClass?.ContainingAssembly));
        return new RangeContract(
            offset.Ordinal,
            Find(method, ContractTable.Named(range, "Length") as string)?.Ordinal ?? -1,
            aligned is null ? 1 : ContractTable.Named(aligned, "AtLeast") as int? ?? 1,
            aligned is null ? null : ContractTable.Named(aligned, "When") as string,
            aligned?.ConstructorArguments.FirstOrDefault().Value as string);
    }

    private static IParameterSymbol? Find(IMethodSymbol method, string? name) => method.Parameters.FirstOrDefault(p => p.Name == name);
}
