using Microsoft.CodeAnalysis;

namespace Mapwright.Generators.Model;

/// <summary>A mistake in an adapter or a surface. Each is one diagnostic of the analyzer, and keeps the generator from emitting.</summary>
internal enum ProblemKind
{
    /// <summary>The adapter is not partial.</summary>
    AdapterNotPartial,

    /// <summary>The adapter is nested in a type that is not partial.</summary>
    AdapterInNonPartialType,

    /// <summary>The adapter, or a type around it, is generic.</summary>
    AdapterGeneric,

    /// <summary>The adapter is abstract or static.</summary>
    AdapterAbstract,

    /// <summary>Nobody can make an instance of the adapter, and it shares none.</summary>
    AdapterNotConstructible,

    /// <summary>The adapter does not implement IScheduler.</summary>
    AdapterNotScheduler,

    /// <summary>A type of an emitted name exists in the adapter's namespace.</summary>
    AdapterNameCollision,

    /// <summary>Another adapter emits into the same namespace.</summary>
    AdapterNamespaceShared,

    /// <summary>The adapter has no shared instance, and so gets no static factories.</summary>
    AdapterNoShared,

    /// <summary>A method that completes a primitive has another shape.</summary>
    CompletesShape,

    /// <summary>The surface is not an abstract partial class of the root with one accessible constructor.</summary>
    SurfaceShape,

    /// <summary>The operation has a signature that cannot be lowered.</summary>
    OperationSignature,

    /// <summary>A member that the operation names is missing or has another shape.</summary>
    OperationMember,

    /// <summary>The namespace of the adapter is not a valid name.</summary>
    AdapterNamespaceInvalid,

    /// <summary>Emitted code cannot name the adapter.</summary>
    AdapterInaccessible,
}

/// <summary>A mistake and where it is. Lives only as long as the symbols that it was found on.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Symbol">Where.</param>
/// <param name="Subject">The name to put into the message.</param>
/// <param name="Detail">What is expected.</param>
internal readonly record struct Problem(ProblemKind Kind, ISymbol Symbol, string Subject, string Detail = "");
