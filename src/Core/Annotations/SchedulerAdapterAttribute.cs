namespace Mapwright;

/// <summary>
/// Marks a partial class that implements <see cref="IScheduler"/> as a scheduler adapter. The generator emits the
/// whole storage API, bound to this scheduler, into <see cref="Namespace"/>.
/// </summary>
/// <remarks>
/// The emitted types are as accessible as the class. With a static <c>Shared</c> member of its own type, a default
/// file system and static factories (<c>MappedFile.Open(…)</c>) are emitted too.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SchedulerAdapterAttribute : Attribute
{
    /// <summary>The namespace of the emitted types; the class's own when not given.</summary>
    public string? Namespace { get; set; }
}

/// <summary>
/// On a method <c>bool TryStart(XRequest request)</c> of a scheduler adapter: the adapter completes this primitive
/// natively. The method returns <see langword="false"/> to decline, and the operation hops through
/// <see cref="IScheduler.Schedule"/> as it would without it.
/// </summary>
/// <param name="primitive">The primitive; it decides the type of the request.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class CompletesAttribute(StoragePrimitive primitive) : Attribute
{
    /// <summary>The primitive that is completed.</summary>
    public StoragePrimitive Primitive { get; } = primitive;
}

/// <summary>On an asynchronous member: names the blocking member that it replaces. Emitted members carry it; so may a user's own.</summary>
/// <param name="name">The name of the blocking member.</param>
/// <param name="declaringType">The class that declares it.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class AsyncTwinOfAttribute(string name, Type declaringType) : Attribute
{
    /// <summary>The name of the blocking member.</summary>
    public string Name { get; } = name;

    /// <summary>The class that declares the blocking member.</summary>
    public Type DeclaringType { get; } = declaringType;
}
