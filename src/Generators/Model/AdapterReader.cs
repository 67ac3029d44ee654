using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Generators.Model;

/// <summary>Reads a class marked as a scheduler adapter.</summary>
internal static class AdapterReader
{
    public static AdapterModel Read(INamedTypeSymbol adapter) => new(
        OperationReader.Display(adapter),
        Namespace(adapter),
        IsPublic(adapter) ? "public" : "internal",
        HasShared(adapter),
        Completing(adapter).Select(c => c.Primitive).Distinct().OrderBy(p => p, StringComparer.Ordinal).ToEquatableArray());

    /// <summary>The namespace of the emitted types, escaped; empty for the global one.</summary>
    public static string Namespace(INamedTypeSymbol adapter)
    {
        var given = OperationReader.Attribute(adapter, KnownNames.SchedulerAdapter) is { } attribute
            ? OperationReader.Named(attribute, "Namespace")
            : null;
        return given is not null ? string.Join(".", given.Split('.').Select(OperationReader.Escape))
            : adapter.ContainingNamespace.IsGlobalNamespace ? ""
            : string.Join(".", adapter.ContainingNamespace.ToDisplayString().Split('.').Select(part => OperationReader.Escape(part.TrimStart('@'))));
    }

    /// <summary>Every mistake in an adapter but those that need other adapters to be seen.</summary>
    /// <param name="adapter">The class.</param>
    /// <param name="surfaces">The names of the emitted types.</param>
    /// <param name="assembly">The assembly to look for name collisions in.</param>
    public static IEnumerable<Problem> Problems(INamedTypeSymbol adapter, IEnumerable<string> surfaces, IAssemblySymbol assembly)
    {
        if (!IsPartial(adapter))
        {
            yield return new Problem(ProblemKind.AdapterNotPartial, adapter, adapter.Name);
        }

        for (var outer = adapter.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            if (!IsPartial(outer))
            {
                yield return new Problem(ProblemKind.AdapterInNonPartialType, adapter, adapter.Name, outer.Name);
                break;
            }
        }

        if (adapter.IsGenericType)
        {
            yield return new Problem(ProblemKind.AdapterGeneric, adapter, adapter.Name);
        }

        if (adapter.IsAbstract || adapter.IsStatic)
        {
            yield return new Problem(ProblemKind.AdapterAbstract, adapter, adapter.Name);
        }
        else if (!HasShared(adapter) && adapter.InstanceConstructors.All(c => c.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected))
        {
            yield return new Problem(ProblemKind.AdapterNotConstructible, adapter, adapter.Name);
        }
        else if (!HasShared(adapter))
        {
            yield return new Problem(ProblemKind.AdapterNoShared, adapter, adapter.Name);
        }

        if (!adapter.AllInterfaces.Any(i => i.ToDisplayString() == KnownNames.Scheduler))
        {
            yield return new Problem(ProblemKind.AdapterNotScheduler, adapter, adapter.Name);
        }

        var space = Namespace(adapter);
        if (!space.Split('.').All(part => part.Length == 0 ? space.Length == 0 : SyntaxFacts.IsValidIdentifier(part.TrimStart('@'))))
        {
            yield return new Problem(ProblemKind.AdapterNamespaceInvalid, adapter, adapter.Name, space);
        }

        foreach (var surface in surfaces)
        {
            var taken = assembly.GetTypeByMetadataName(space.Length == 0 ? surface : space.Replace("@", "") + "." + surface);
            if (taken is not null && !IsEmitted(taken))
            {
                yield return new Problem(ProblemKind.AdapterNameCollision, adapter, adapter.Name, taken.ToDisplayString());
            }
        }

        foreach (var (method, primitive) in Completing(adapter))
        {
            if (method.Name != "TryStart" || method.IsStatic || method.Parameters.Length != 1
                || method.ReturnType.SpecialType != SpecialType.System_Boolean
                || method.Parameters[0].RefKind != RefKind.None
                || method.Parameters[0].Type.ToDisplayString() != $"Mapwright.{primitive}Request"
                || method.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal))
            {
                yield return new Problem(ProblemKind.CompletesShape, method, method.Name, $"bool TryStart({primitive}Request request)");
            }
        }
    }

    /// <summary>Whether a mistake keeps the generator from emitting.</summary>
    public static bool IsFatal(Problem problem) => problem.Kind != ProblemKind.AdapterNoShared;

    private static IEnumerable<(IMethodSymbol Method, string Primitive)> Completing(INamedTypeSymbol adapter) =>
        from method in adapter.GetMembers().OfType<IMethodSymbol>()
        from attribute in method.GetAttributes()
        where attribute.AttributeClass?.ToDisplayString() == KnownNames.Completes && attribute.ConstructorArguments.Length == 1
        let primitive = OperationReader.EnumMember(attribute.ConstructorArguments[0])
        where primitive is not null and not "None"
        select (method, primitive);

    private static bool HasShared(INamedTypeSymbol adapter) => adapter.GetMembers("Shared").Any(member => member switch
    {
        IPropertySymbol { IsStatic: true, GetMethod: not null } property => SymbolEqualityComparer.Default.Equals(property.Type, adapter),
        IFieldSymbol { IsStatic: true } field => SymbolEqualityComparer.Default.Equals(field.Type, adapter),
        _ => false,
    } && member.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal);

    private static bool IsPublic(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.DeclaredAccessibility != Accessibility.Public)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences
        .Select(r => r.GetSyntax()).OfType<TypeDeclarationSyntax>()
        .All(d => d.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static bool IsEmitted(INamedTypeSymbol type) => type.GetAttributes().Any(a =>
        a.AttributeClass?.Name == "GeneratedCodeAttribute" && a.ConstructorArguments.FirstOrDefault().Value is "Mapwright.Generators");
}
