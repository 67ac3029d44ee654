using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Usage;

/// <summary>Tells which symbols carry a contract attribute. One instance per compilation and attribute.</summary>
/// <remarks>
/// Most symbols that a rule meets belong to assemblies that cannot state a contract, because they do not reference the one that
/// declares the attribute; for these no attribute is ever decoded.
/// </remarks>
internal sealed class ContractReader(INamedTypeSymbol attribute)
{
    private readonly ContractAssemblies _assemblies = new(attribute.ContainingAssembly);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _types = new(SymbolEqualityComparer.Default);

    /// <summary>Whether the type, or a class that it derives from, carries the attribute.</summary>
    public bool IsMarked(ITypeSymbol? type)
    {
        for (var current = type as INamedTypeSymbol; current is not null; current = current.BaseType)
        {
            if (_assemblies.CanState(current.ContainingAssembly) && _types.GetOrAdd(current.OriginalDefinition, t => Contains(t.GetAttributes())))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the return value of the method, or of a method that it overrides or implements, carries the attribute.</summary>
    public bool IsReturnMarked(IMethodSymbol method)
    {
        for (var current = method.OriginalDefinition; current is not null; current = current.OverriddenMethod?.OriginalDefinition)
        {
            if (_assemblies.CanState(current.ContainingAssembly) && Contains(current.GetReturnTypeAttributes()))
            {
                return true;
            }
        }

        return false;
    }

    private bool Contains(ImmutableArray<AttributeData> attributes) =>
        attributes.Any(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, attribute));
}
