using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Contracts;

/// <summary>The contracts of the members that a compilation meets: each is read once, by whichever rule asks first.</summary>
internal sealed class ContractTable
{
    private static readonly ConditionalWeakTable<Compilation, ContractTable> s_tables = new();

    private readonly ConcurrentDictionary<IMethodSymbol, MethodContract> _methods = new(SymbolEqualityComparer.Default);
    private readonly ContractAssemblies? _assemblies;
    private readonly INamedTypeSymbol? _base;
    private readonly INamedTypeSymbol? _twin;
    private readonly ContractReader? _mustUse;

    private ContractTable(Compilation compilation)
    {
        Tasks = new TaskTypes(compilation);
        Calls = new ContractCalls(this);
        _base = compilation.GetTypeByMetadataName("Mapwright.ContractAttribute");
        if (_base is not null)
        {
            _assemblies = new ContractAssemblies(_base.ContainingAssembly);
            _twin = _base.ContainingAssembly.GetTypeByMetadataName("Mapwright.AsyncTwinOfAttribute");
            _mustUse = _base.ContainingAssembly.GetTypeByMetadataName("Mapwright.MustUseAttribute") is { } mustUse ? new ContractReader(mustUse) : null;
        }
    }

    /// <summary>Whether the compilation knows the contract attributes at all.</summary>
    public bool IsKnown => _base is not null;

    /// <summary>The types of pending operations.</summary>
    public TaskTypes Tasks { get; }

    /// <summary>The calls of each body that contracts are stated for.</summary>
    public ContractCalls Calls { get; }

    /// <summary>The contracts of a compilation.</summary>
    public static ContractTable Of(Compilation compilation) => s_tables.GetValue(compilation, static c => new ContractTable(c));

    /// <summary>Whether values of the type are tokens.</summary>
    public bool IsToken(ITypeSymbol? type) => _mustUse is not null && _mustUse.IsMarked(type);

    /// <summary>Whether the type is one of the library that the contracts are declared in, or derives from one.</summary>
    public bool IsOfLibrary(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current.ContainingAssembly, _base?.ContainingAssembly))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the contract of a method says; for an accessor, that of its property.</summary>
    public MethodContract Of(IMethodSymbol? method)
    {
        for (var current = method?.OriginalDefinition; current is not null; current = current.OverriddenMethod?.OriginalDefinition)
        {
            if (_assemblies is not null && _assemblies.CanState(current.ContainingAssembly))
            {
                var contract = _methods.GetOrAdd(current, Read);
                if (contract.IsStated)
                {
                    return contract;
                }
            }
        }

        return MethodContract.None;
    }

    private MethodContract Read(IMethodSymbol method)
    {
        var contract = new MethodContract();
        foreach (var attribute in method.GetAttributes().Concat(method.AssociatedSymbol?.GetAttributes() ?? []).Concat(method.GetReturnTypeAttributes()))
        {
            if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, _twin))
            {
                contract.IsStated = contract.IsAsyncTwin = true;
            }
            else if (IsContract(attribute))
            {
                contract.IsStated = true;
                State(contract, attribute);
                contract.Range ??= attribute.AttributeClass!.Name == "RangeOfAttribute" ? RangeContract.Read(method, attribute) : null;
            }
        }

        contract.Writes = contract.Dirties || (contract.Cleans && contract.Range is { Length: >= 0 and var buffer } && method.Parameters[buffer].Type.SpecialType == SpecialType.None);
        contract.Consumes = ImmutableArray.CreateRange(method.Parameters, Consumed);
        contract.OfInstance = ImmutableArray.CreateRange(method.Parameters, p => p.GetAttributes().Any(a => IsContract(a) && a.AttributeClass!.Name == "IssuedByAttribute"));
        contract.Marked = ImmutableArray.CreateRange(method.Parameters, p => p.GetAttributes().Any(IsContract));
        contract.IsStated |= contract.Marked.Contains(true);
        return contract.IsStated ? contract : MethodContract.None;
    }

    private static void State(MethodContract contract, AttributeData attribute)
    {
        switch (attribute.AttributeClass!.Name)
        {
            case "DirtiesAttribute":
                contract.Dirties = true;
                contract.DirtiesUnless = Named(attribute, "Unless") as string;
                break;
            case "CleansAttribute":
                contract.Cleans = true;
                contract.OnlyBegins = Named(attribute, "Partly") is true;
                contract.IsPartial |= contract.OnlyBegins;
                break;
            case "CleansNamesAttribute":
                contract.CleansNames = true;
                break;
            case "RangeOfAttribute":
                contract.IsPartial = true;
                break;
            case "BorrowsAttribute":
                contract.Borrows = true;
                break;
            case "InvalidatesAttribute":
                contract.Invalidates = true;
                contract.InvalidatesUnless = Named(attribute, "Unless") as string;
                break;
            case "AcquiresAttribute":
                contract.Acquires = true;
                break;
            case "ReleasesAttribute":
                contract.Releases = true;
                break;
            case "FreezesAttribute":
                contract.Freezes = true;
                break;
            case "UnfreezesAttribute":
                contract.Unfreezes = true;
                break;
            case "AtomicAttribute":
                contract.IsAtomic = true;
                break;
            case "IssuedByAttribute":
                contract.IssuesToken = true;
                break;
            case "RenamesAttribute":
                contract.Renames = attribute.ConstructorArguments.FirstOrDefault().Value as string;
                break;
            case "OpensAttribute":
                contract.Opens = true;
                contract.IsFlushRelevant = Named(attribute, "FlushRelevant") is true;
                contract.FlushRelevantUnless = Named(attribute, "FlushRelevantUnless") as string;
                contract.IsWritable = Named(attribute, "Writable") is true;
                contract.ReadOnlyWhen = Named(attribute, "ReadOnlyWhen") as string;
                contract.BlockSize = Named(attribute, "BlockSize") as int? ?? 0;
                break;
        }
    }

    private string? Consumed(IParameterSymbol parameter) => parameter.GetAttributes().FirstOrDefault(a => IsContract(a) && a.AttributeClass!.Name == "ConsumesAttribute") is { } attribute
        ? Named(attribute, "Right") as string ?? ""
        : null;

    private bool IsContract(AttributeData attribute) => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass?.BaseType, _base);

    internal static object? Named(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value is { Kind: TypedConstantKind.Primitive } constant ? constant.Value : null;
}
