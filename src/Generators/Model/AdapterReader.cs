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
        Namespace(adapter).Replace("@", ""),
        IsPublic(adapter) ? "public" : "internal",
        HasShared(adapter),
        Completing(adapter).Select(c => c.Primitive).Distinct().OrderBy(p => p, StringComparer.Ordinal).ToEquatableArray(),
        Attributes(adapter).ToEquatableArray());

    /// <summary>The namespace of the emitted types, escaped; empty for the global one.</summary>
    public static string Namespace(INamedTypeSymbol adapter)
    {
        var given = OperationReader.Attribute(adapter, KnownNames.SchedulerAdapter) is { } attribute
            ? OperationReader.Named(attribute, "Namespace")
            : null;
        given ??= adapter.ContainingNamespace.IsGlobalNamespace ? "" : adapter.ContainingNamespace.ToDisplayString();

        // One spelling for each namespace, however it was escaped: adapters are told apart by it.
        return string.Join(".", given.Split('.').Select(part => OperationReader.Escape(part.StartsWith("@", StringComparison.Ordinal) ? part.Substring(1) : part)));
    }

    /// <summary>
    /// What the adapter says of itself that holds for what is emitted for it, or else the emitted code would be warned of using it.
    /// </summary>
    private static IEnumerable<string> Attributes(INamedTypeSymbol adapter)
    {
        foreach (var name in KnownNames.AdapterWide)
        {
            if (Around(adapter).Select(type => OperationReader.Attribute(type, name)).FirstOrDefault(found => found is not null) is { } attribute)
            {
                yield return OperationReader.Written(attribute);
            }
        }

        // The types that the emitted ones derive from make no promise.
        if (IsPublic(adapter)
            && OperationReader.Attribute(adapter.ContainingAssembly, KnownNames.ClsCompliant) is { ConstructorArguments.Length: 1 } promise
            && promise.ConstructorArguments[0].Value is true)
        {
            yield return $"[global::{KnownNames.ClsCompliant}(false)]";
        }
    }

    /// <summary>Every mistake in an adapter but those that need other adapters to be seen.</summary>
    /// <param name="adapter">The class.</param>
    /// <param name="surfaces">The names of the emitted types.</param>
    /// <param name="assembly">The assembly to look for name collisions in.</param>
    public static IEnumerable<Problem> Problems(INamedTypeSymbol adapter, IEnumerable<string> surfaces, IAssemblySymbol assembly)
    {
        if (!SurfaceReader.IsPartial(adapter))
        {
            yield return new Problem(ProblemKind.AdapterNotPartial, adapter, adapter.Name);
        }

        foreach (var outer in Around(adapter).Skip(1).Where(outer => !SurfaceReader.IsPartial(outer)))
        {
            yield return new Problem(ProblemKind.AdapterInNonPartialType, outer, adapter.Name, outer.Name);
        }

        if (adapter.IsFileLocal || Around(adapter).Any(IsHidden))
        {
            yield return new Problem(ProblemKind.AdapterInaccessible, adapter, adapter.Name);
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

        foreach (var taken in Collisions(space.Replace("@", ""), surfaces, assembly))
        {
            yield return new Problem(ProblemKind.AdapterNameCollision, adapter, adapter.Name, taken.ToDisplayString());
        }

        foreach (var (method, primitive) in Completing(adapter))
        {
            if (method.Name != "TryStart" || method.IsStatic || method.IsGenericMethod || method.Parameters.Length != 1
                || method.ReturnType.SpecialType != SpecialType.System_Boolean
                || method.Parameters[0].RefKind != RefKind.None
                || method.Parameters[0].Type.ToDisplayString() != $"Mapwright.{primitive}Request"
                || IsHidden(method))
            {
                yield return new Problem(ProblemKind.CompletesShape, method, method.Name, $"bool TryStart({primitive}Request request)");
            }
        }
    }

    /// <summary>What stands where a type or the namespace is to be emitted.</summary>
    private static IEnumerable<ISymbol> Collisions(string space, IEnumerable<string> surfaces, IAssemblySymbol assembly)
    {
        var place = assembly.GlobalNamespace;
        foreach (var part in space.Split('.').Where(part => part.Length > 0))
        {
            var type = place.GetTypeMembers(part, 0).FirstOrDefault();
            if (type is not null)
            {
                yield return type;
            }

            var next = place.GetNamespaceMembers().FirstOrDefault(inner => inner.Name == part);
            if (next is null)
            {
                yield break;
            }

            place = next;
        }

        foreach (var surface in surfaces)
        {
            var taken = place.GetMembers(surface).FirstOrDefault(member => member is INamespaceSymbol or INamedTypeSymbol { Arity: 0, IsFileLocal: false });
            if (taken is not null && !IsEmitted(taken))
            {
                yield return taken;
            }
        }
    }

    /// <summary>Whether a mistake keeps the generator from emitting.</summary>
    public static bool IsFatal(Problem problem) => problem.Kind != ProblemKind.AdapterNoShared;

    private static IEnumerable<(IMethodSymbol Method, string Primitive)> Completing(INamedTypeSymbol adapter) =>
        from method in adapter.GetMembers().OfType<IMethodSymbol>()
        from attribute in method.GetAttributes()
        where attribute.AttributeClass?.ToDisplayString() == KnownNames.Completes && attribute.ConstructorArguments.Length == 1
        select (method, OperationReader.EnumMember(attribute.ConstructorArguments[0]) ?? "None");

    private static bool HasShared(INamedTypeSymbol adapter) => adapter.GetMembers("Shared").Any(member => member switch
    {
        IPropertySymbol { IsStatic: true, GetMethod: not null } property => SymbolEqualityComparer.Default.Equals(property.Type, adapter),
        IFieldSymbol { IsStatic: true } field => SymbolEqualityComparer.Default.Equals(field.Type, adapter),
        _ => false,
    } && !IsHidden(member));

    private static bool IsPublic(INamedTypeSymbol type) => Around(type).All(t => t.DeclaredAccessibility == Accessibility.Public);

    /// <summary>Whether the rest of the assembly cannot name the symbol.</summary>
    private static bool IsHidden(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal;

    /// <summary>The type and the types around it, from the inside out.</summary>
    private static IEnumerable<INamedTypeSymbol> Around(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            yield return current;
        }
    }

    private static bool IsEmitted(ISymbol type) => type.GetAttributes().Any(a =>
        a.AttributeClass?.Name == "GeneratedCodeAttribute" && a.ConstructorArguments.FirstOrDefault().Value is "Mapwright.Generators");
}
