using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Generators.Model;

/// <summary>What a surface and an operation must look like to be lowered.</summary>
internal static class OperationRules
{
    /// <summary>Whether the operation's signature cannot be lowered.</summary>
    public static bool Broken(IMethodSymbol method) => SignatureProblems(method).Any();

    /// <summary>Whether the surface cannot be derived from.</summary>
    public static bool BrokenSurface(INamedTypeSymbol type) => SurfaceProblems(type).Any();

    public static IEnumerable<Problem> SurfaceProblems(INamedTypeSymbol type)
    {
        var reason =
            !type.IsAbstract || type.IsStatic ? "it is not abstract"
            : ClassReason(type) is { } shape ? "it is " + shape
            : !DerivesFromRoot(type) ? "it does not derive from StorageSurface"
            : SurfaceReader.Constructor(type) is null ? "it has not exactly one constructor that adapters can call"
            : OperationReader.SurfaceName(type) is not { } name || !SyntaxFacts.IsValidIdentifier(name) ? "the name of the emitted type is no identifier"
            : null;
        if (reason is not null)
        {
            yield return new Problem(ProblemKind.SurfaceShape, type, type.Name, reason);
        }
    }

    /// <summary>What keeps emitted code from adding to a class.</summary>
    private static string? ClassReason(INamedTypeSymbol type) =>
        !SurfaceReader.IsPartial(type) ? "not partial"
        : type.ContainingType is not null ? "nested"
        : type.Arity != 0 ? "generic"
        : null;

    /// <summary>All mistakes in an operation: its signature, and the members that it names.</summary>
    public static IEnumerable<Problem> Problems(IMethodSymbol method) => SignatureProblems(method).Concat(MemberProblems(method));

    private static IEnumerable<Problem> SignatureProblems(IMethodSymbol method)
    {
        var reason =
            method.IsGenericMethod ? "it is generic"
            : method.IsStatic ? "it is static"
            : method.ReturnsByRef || method.ReturnsByRefReadonly ? "it returns a reference"
            : method.ReturnType.IsRefLikeType ? "it returns a ref struct"
            : IsPointer(method.ReturnType) ? "it returns a pointer"
            : method.DeclaredAccessibility != Accessibility.Public ? "it is not public"
            : !DerivesFromRoot(method.ContainingType) ? "its class is no surface"
            : ClassReason(method.ContainingType) is { } shape ? "its class is " + shape
            : OperationReader.SurfaceName(method.ReturnType) is not null && !method.IsVirtual ? "it returns a surface and is not virtual"
            : method.Parameters.Select((p, i) => Reason(p, i == method.Parameters.Length - 1)).FirstOrDefault(r => r is not null);
        if (reason is not null)
        {
            yield return new Problem(ProblemKind.OperationSignature, method, method.Name, reason);
        }
    }

    private static string? Reason(IParameterSymbol parameter, bool last) =>
        parameter.RefKind != RefKind.None ? $"parameter '{parameter.Name}' is passed by reference"
        : parameter.IsParams ? $"parameter '{parameter.Name}' is a params array"
        : IsPointer(parameter.Type) ? $"parameter '{parameter.Name}' is a pointer"
        : parameter.Type.TypeKind == TypeKind.Dynamic ? $"parameter '{parameter.Name}' is dynamic"
        : parameter.Type.IsRefLikeType && OperationReader.SpanKind(parameter.Type) is null ? $"parameter '{parameter.Name}' is a ref struct"
        : OperationReader.IsToken(parameter.Type) && !last ? $"the cancellation token '{parameter.Name}' is not last"
        : null;

    private static bool IsPointer(ITypeSymbol type) => type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer;

    private static IEnumerable<Problem> MemberProblems(IMethodSymbol method)
    {
        var operation = OperationReader.Attribute(method, KnownNames.Operation);
        if (operation is null)
        {
            yield break;
        }

        var values = method.Parameters.Where(p => !OperationReader.IsToken(p.Type)).ToList();
        var result = method.ReturnsVoid ? 0 : 1;
        if (OperationReader.Named(operation, "Check") is { } check
            && !Members(method, check).Any(m => m.ReturnsVoid && Same(m.Parameters, values)))
        {
            yield return new Problem(ProblemKind.OperationMember, method, method.Name, $"void {check}(arguments)");
        }

        if (OperationReader.Named(operation, "FastPath") is { } fast && !Answers(method, fast, values, result))
        {
            yield return new Problem(
                ProblemKind.OperationMember, method, method.Name, $"bool {fast}(arguments{(result == 0 ? "" : ", out result")})");
        }

        if (OperationReader.Named(operation, "Wait") is { } wait && (result == 0 || !Answers(method, wait, method.Parameters, 2)))
        {
            yield return new Problem(
                ProblemKind.OperationMember, method, method.Name, $"bool {wait}(arguments, out result, out Waiter<result>? waiter)");
        }

        if (OperationReader.Named(operation, "Suspends") is { } suspends && (result == 0 || !Members(method, suspends).Any(m =>
            Same(m.Parameters, method.Parameters) && IsOf(m.ReturnType, "Suspended", method.ReturnType))))
        {
            yield return new Problem(ProblemKind.OperationMember, method, method.Name, $"Suspended<result> {suspends}(arguments)");
        }

        if (OperationReader.Named(operation, "Body") is { } body && !Members(method, body).Any(m =>
            Same(m.Parameters, method.Parameters) && SymbolEqualityComparer.Default.Equals(m.ReturnType, method.ReturnType)))
        {
            yield return new Problem(ProblemKind.OperationMember, method, method.Name, $"{method.ReturnType.ToDisplayString()} {body}(arguments)");
        }

        var primitive = operation.NamedArguments.FirstOrDefault(a => a.Key == "Primitive").Value;
        var name = OperationReader.EnumMember(primitive);
        var outcome = name is "ReadMany" or "WriteMany" ? new[] { "IoResult", "Int32" } : ["IoResult"];
        if (name is not (null or "None")
            && !(Members(method, "Begin" + method.Name).Any(m => Same(m.Parameters, values) && m.ReturnType.Name == "PlatformFile")
                && Members(method, "End" + method.Name).Any(m => m.Parameters.Take(outcome.Length).Select(p => p.Type.Name).SequenceEqual(outcome)
                    && Same(m.Parameters.Skip(outcome.Length).ToList(), values) && SymbolEqualityComparer.Default.Equals(m.ReturnType, method.ReturnType))))
        {
            yield return new Problem(
                ProblemKind.OperationMember,
                method,
                method.Name,
                $"PlatformFile Begin{method.Name}(arguments) and {method.ReturnType.ToDisplayString()} End{method.Name}({(outcome.Length > 1 ? "IoResult, int" : "IoResult")}, arguments)");
        }
    }

    /// <summary>Whether a member answers through out parameters: nothing, the result, or the result and what to wait on.</summary>
    private static bool Answers(IMethodSymbol method, string name, IReadOnlyList<IParameterSymbol> values, int outs) =>
        Members(method, name).Any(m =>
            m.Parameters.Length == values.Count + outs
            && m.ReturnType.SpecialType == SpecialType.System_Boolean
            && Same(m.Parameters.Take(values.Count).ToList(), values)
            && m.Parameters.Skip(values.Count).All(p => p.RefKind == RefKind.Out)
            && (outs < 1 || SymbolEqualityComparer.Default.Equals(m.Parameters[values.Count].Type, method.ReturnType))
            && (outs < 2 || IsOf(m.Parameters[values.Count + 1].Type, "Waiter", method.ReturnType)));

    private static bool IsOf(ITypeSymbol type, string name, ITypeSymbol argument) =>
        type is INamedTypeSymbol { Arity: 1 } named && named.Name == name && SymbolEqualityComparer.Default.Equals(named.TypeArguments[0], argument);

    private static bool Same(IReadOnlyList<IParameterSymbol> actual, IReadOnlyList<IParameterSymbol> expected) =>
        actual.Count == expected.Count
        && actual.Zip(expected, (a, b) => a.RefKind == RefKind.None && SymbolEqualityComparer.Default.Equals(a.Type, b.Type)).All(same => same);

    private static IEnumerable<IMethodSymbol> Members(IMethodSymbol method, string name)
    {
        for (var type = method.ContainingType; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(name).OfType<IMethodSymbol>())
            {
                if (member.DeclaredAccessibility != Accessibility.Private || SymbolEqualityComparer.Default.Equals(type, method.ContainingType))
                {
                    yield return member;
                }
            }
        }
    }

    private static bool DerivesFromRoot(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (current.ToDisplayString() == KnownNames.StorageSurface)
            {
                return true;
            }
        }

        return false;
    }
}
