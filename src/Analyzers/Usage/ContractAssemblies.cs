using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Usage;

/// <summary>Tells which assemblies can state a contract: the one that declares the attributes, and those that reference it.</summary>
internal sealed class ContractAssemblies(IAssemblySymbol declaring)
{
    private readonly ConcurrentDictionary<IAssemblySymbol, bool> _assemblies = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a symbol of the assembly can carry a contract attribute.</summary>
    public bool CanState(IAssemblySymbol? assembly) => assembly is not null && _assemblies.GetOrAdd(assembly, References);

    private bool References(IAssemblySymbol assembly) =>
        SymbolEqualityComparer.Default.Equals(assembly, declaring)
        || assembly.Modules.Any(module => module.ReferencedAssemblies.Any(identity => identity.Name == declaring.Identity.Name));
}
