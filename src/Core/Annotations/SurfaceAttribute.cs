namespace Mapwright;

/// <summary>
/// Marks an abstract partial class of the core as a surface: the generator emits one sealed type of the given name
/// for it in every scheduler adapter.
/// </summary>
/// <param name="name">The name of the type that adapters emit, for example <c>MappedFile</c>.</param>
/// <remarks>
/// The class has one accessible constructor. Its parameters, followed by the adapter's scheduler, are those of the
/// emitted type's constructor.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SurfaceAttribute(string name) : Attribute
{
    /// <summary>The name of the type that adapters emit.</summary>
    public string Name { get; } = name;
}

/// <summary>
/// Marks the one surface that opens all others. The generator emits a <c>CreateName(state)</c> hook into it for
/// every other surface, and adapters override the hooks with their own types.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SurfaceFactoryAttribute : Attribute;

/// <summary>
/// On an operation of the surface factory that returns a surface: adapters also emit it as a static member of the
/// type that it opens, on their default file system.
/// </summary>
/// <param name="name">The name of the static member, for example <c>Open</c>; its async twin is <c>OpenAsync</c>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class FactoryAttribute(string name) : Attribute
{
    /// <summary>The name of the emitted static member.</summary>
    public string Name { get; } = name;
}
