using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage;

/// <summary>The types that an asynchronous member returns its value in.</summary>
internal sealed class TaskTypes(Compilation compilation)
{
    private readonly INamedTypeSymbol? _task = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1");
    private readonly INamedTypeSymbol? _valueTask = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask`1");
    private readonly INamedTypeSymbol? _voidTask = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task");
    private readonly INamedTypeSymbol? _voidValueTask = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask");

    /// <summary>The type of the value that a pending operation ends with; the type itself when it is no pending operation.</summary>
    public ITypeSymbol ResultOf(ITypeSymbol type) =>
        type is INamedTypeSymbol { Arity: 1 } named && (Is(named, _task) || Is(named, _valueTask)) ? named.TypeArguments[0] : type;

    /// <summary>Whether the type is a pending operation that may be awaited once.</summary>
    public bool IsValueTask(ITypeSymbol? type) => type is INamedTypeSymbol named && (Is(named, _valueTask) || Is(named, _voidValueTask));

    /// <summary>Whether the type is a pending operation.</summary>
    public bool IsPending(ITypeSymbol? type) => IsValueTask(type) || (type is INamedTypeSymbol named && (Is(named, _task) || Is(named, _voidTask)));

    /// <summary>Whether the method only changes how a pending operation is awaited: <c>ConfigureAwait</c>, <c>AsTask</c>, <c>WaitAsync</c>, <c>Preserve</c>.</summary>
    public bool Forwards(IMethodSymbol method) =>
        method.Name is "ConfigureAwait" or "AsTask" or "WaitAsync" or "Preserve" && IsPending(method.ContainingType);

    /// <summary>Whether a pending operation is awaited, or waited for, where it is begun.</summary>
    public static bool IsAwaited(IOperation operation) => operation.Parent switch
    {
        IAwaitOperation => true,
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Unwrap" } forwarded => IsAwaited(forwarded),
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Unwrap" } unwrapped } => IsAwaited(unwrapped),
        IInvocationOperation { TargetMethod: { Name: "Wait" or "GetAwaiter", Parameters.IsEmpty: true } } => true,
        IPropertyReferenceOperation { Property.Name: "Result" } => true,
        _ => false,
    };

    private static bool Is(INamedTypeSymbol type, INamedTypeSymbol? definition) =>
        definition is not null && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, definition);
}
