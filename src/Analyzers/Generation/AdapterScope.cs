using Mapwright.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Generation;

/// <summary>What a compilation holds beside one adapter: the surfaces to emit, and the other adapters. Read when an adapter is met.</summary>
internal sealed class AdapterScope(Compilation compilation, INamedTypeSymbol attribute)
{
    private readonly Lazy<IReadOnlyList<string>> _surfaces = new(() => [.. SurfaceReader.Names(attribute.ContainingAssembly)]);
    private readonly Lazy<ILookup<string, INamedTypeSymbol>> _adapters = new(() => Adapters(compilation.Assembly.GlobalNamespace, attribute)
        .ToLookup(AdapterReader.Namespace, StringComparer.Ordinal));

    /// <summary>All mistakes in an adapter.</summary>
    public IEnumerable<Problem> Problems(INamedTypeSymbol adapter)
    {
        var other = _adapters.Value[AdapterReader.Namespace(adapter)].FirstOrDefault(a => !SymbolEqualityComparer.Default.Equals(a, adapter));
        var shared = other is null ? [] : new[] { new Problem(ProblemKind.AdapterNamespaceShared, adapter, adapter.Name, other.Name) };
        return AdapterReader.Problems(adapter, _surfaces.Value, compilation.Assembly).Concat(shared);
    }

    private static IEnumerable<INamedTypeSymbol> Adapters(INamespaceOrTypeSymbol place, INamedTypeSymbol attribute)
    {
        foreach (var member in place.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol type && type.GetAttributes().Any(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, attribute)))
            {
                yield return type;
            }

            foreach (var inner in Adapters(member, attribute))
            {
                yield return inner;
            }
        }
    }
}
