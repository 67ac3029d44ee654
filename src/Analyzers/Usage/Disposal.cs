using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Mapwright.Analyzers.Usage;

/// <summary>What the platform's own contract of disposing says.</summary>
internal static class Disposal
{
    /// <summary>Whether values of the type are disposed when they are no longer used.</summary>
    public static bool IsDisposable(ITypeSymbol type) => type.AllInterfaces.Any(IsContract) || IsContract(type);

    /// <summary>Whether the method disposes its instance.</summary>
    public static bool IsDispose(IMethodSymbol method) =>
        method is { Name: "Dispose" or "DisposeAsync", Parameters.IsEmpty: true, IsStatic: false } && (method.ReturnsVoid || method.Name == "DisposeAsync");

    /// <summary>The type of what a call disposes, also where it is called through the interface; null when the call is written otherwise.</summary>
    public static ITypeSymbol? Disposed(IOperation call)
    {
        var instance = (call as IInvocationOperation)?.Instance;
        while (instance is IConversionOperation conversion)
        {
            instance = conversion.Operand;
        }

        return instance?.Type;
    }

    private static bool IsContract(ITypeSymbol type) =>
        type is { SpecialType: SpecialType.System_IDisposable } or { Name: "IAsyncDisposable", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}
