using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Usage;

/// <summary>Finds the asynchronous twin of a blocking member, by the attribute that the twin carries.</summary>
internal sealed class AsyncTwins(INamedTypeSymbol asyncTwinOf, INamedTypeSymbol? cancellationToken)
{
    private readonly ContractAssemblies _assemblies = new(asyncTwinOf.ContainingAssembly);
    private readonly ConcurrentDictionary<INamedTypeSymbol, ILookup<string, IMethodSymbol>> _byType = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, IMethodSymbol?> _found = new(SymbolEqualityComparer.Default);

    /// <summary>The twin of the method, or of the method that it overrides; null when it has none.</summary>
    public IMethodSymbol? Find(IMethodSymbol method)
    {
        var root = (method.ReducedFrom ?? method).OriginalDefinition;
        while (root.OverriddenMethod is { } overridden)
        {
            root = overridden.OriginalDefinition;
        }

        return _assemblies.CanState(root.ContainingAssembly) ? _found.GetOrAdd(root, Search) : null;
    }

    /// <summary>The twin's parameter that takes a cancellation token; null when it has none.</summary>
    public IParameterSymbol? Token(IMethodSymbol twin) => twin.Parameters.LastOrDefault() is { } last && IsToken(last) ? last : null;

    private IMethodSymbol? Search(IMethodSymbol method) => method.ContainingType is { } type
        ? _byType.GetOrAdd(type, Twins)[method.Name].FirstOrDefault(twin => Values(twin).SequenceEqual(Values(method)))
        : null;

    /// <summary>The twins in a type, by the name of what they replace.</summary>
    private ILookup<string, IMethodSymbol> Twins(INamedTypeSymbol type) =>
        (from twin in type.GetMembers().OfType<IMethodSymbol>()
         from attribute in twin.GetAttributes()
         where SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, asyncTwinOf)
         let arguments = attribute.ConstructorArguments
         where arguments.Length == 2 && arguments[0].Value is string && Declares(type, arguments[1])
         select (Name: (string)arguments[0].Value!, twin)).ToLookup(pair => pair.Name, pair => pair.twin);

    private static bool Declares(INamedTypeSymbol type, TypedConstant declaring) =>
        declaring.Value is INamedTypeSymbol named && SymbolEqualityComparer.Default.Equals(named.OriginalDefinition, type);

    /// <summary>The types of the parameters but the token; what is a span in the blocking form is memory in the twin.</summary>
    private IEnumerable<string> Values(IMethodSymbol method) => method.Parameters
        .Where(parameter => !IsToken(parameter))
        .Select(parameter => parameter.Type.ToDisplayString().Replace("System.Span<", "System.Memory<").Replace("System.ReadOnlySpan<", "System.ReadOnlyMemory<"));

    private bool IsToken(IParameterSymbol parameter) => SymbolEqualityComparer.Default.Equals(parameter.Type, cancellationToken);
}
