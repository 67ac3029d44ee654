using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Generators.Model;

/// <summary>Reads the surfaces of the core.</summary>
internal static class SurfaceReader
{
    /// <summary>Reads every surface that an assembly declares.</summary>
    public static EquatableArray<SurfaceModel> ReadAll(IAssemblySymbol core) => Types(core.GlobalNamespace)
        .Where(type => OperationReader.SurfaceName(type) is not null && !OperationRules.BrokenSurface(type))
        .OrderBy(type => OperationReader.SurfaceName(type), StringComparer.Ordinal)
        .Select(Read)
        .ToEquatableArray();

    /// <summary>Reads the classes that declare operations, with the hooks of the factory.</summary>
    public static EquatableArray<DeclaringClassModel> ReadDeclaringClasses(IAssemblySymbol core)
    {
        var surfaces = ReadAll(core);
        return Types(core.GlobalNamespace)
            .Select(type => ReadDeclaringClass(type, surfaces))
            .Where(model => model.Operations.Count + model.Hooks.Count > 0)
            .ToEquatableArray();
    }

    /// <summary>The names of the types that adapters emit.</summary>
    public static IEnumerable<string> Names(IAssemblySymbol core) =>
        Types(core.GlobalNamespace).Where(type => !OperationRules.BrokenSurface(type)).Select(OperationReader.SurfaceName).OfType<string>();

    /// <summary>Whether emitted code can add to the type; a type from metadata was emitted into already.</summary>
    public static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences
        .Select(r => r.GetSyntax()).OfType<TypeDeclarationSyntax>()
        .All(d => d.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static DeclaringClassModel ReadDeclaringClass(INamedTypeSymbol type, EquatableArray<SurfaceModel> surfaces) => new(
        type.ContainingNamespace.ToDisplayString(),
        type.Name,
        Declared(type).Select(OperationReader.Read).ToEquatableArray(),
        IsFactory(type) ? surfaces.Where(s => !s.IsFactory).ToEquatableArray() : EquatableArray<SurfaceModel>.Empty);

    private static SurfaceModel Read(INamedTypeSymbol type) => new(
        OperationReader.SurfaceName(type)!,
        OperationReader.Display(type),
        type.GetDocumentationCommentId()!,
        IsFactory(type),
        Constructor(type)!.Parameters.Select(OperationReader.ReadParameter).ToEquatableArray(),
        Chain(type).Reverse().SelectMany(Declared).Select(OperationReader.Read).ToEquatableArray());

    /// <summary>The one constructor that an adapter's type can call.</summary>
    public static IMethodSymbol? Constructor(INamedTypeSymbol type)
    {
        var accessible = type.InstanceConstructors.Where(c => c.DeclaredAccessibility
            is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal).ToList();
        return accessible.Count == 1 ? accessible[0] : null;
    }

    private static bool IsFactory(INamedTypeSymbol type) => OperationReader.Attribute(type, KnownNames.SurfaceFactory) is not null;

    private static IEnumerable<IMethodSymbol> Declared(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IMethodSymbol>().Where(OperationReader.IsOperation);

    private static IEnumerable<INamedTypeSymbol> Chain(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceSymbol space)
    {
        foreach (var type in space.GetTypeMembers())
        {
            if (type.TypeKind == TypeKind.Class)
            {
                yield return type;
            }
        }

        foreach (var inner in space.GetNamespaceMembers())
        {
            foreach (var type in Types(inner))
            {
                yield return type;
            }
        }
    }
}
