using System.Reflection;
using System.Runtime.Loader;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;

namespace Mapwright.Generators.Tests.Running;

/// <summary>A project compiled in memory with what the generator emits for it, and loaded to run.</summary>
public sealed class Loaded : IDisposable
{
    private readonly AssemblyLoadContext _context = new("Stranger", isCollectible: true);
    private readonly Assembly _assembly;

    /// <summary>Compiles and loads sources, which may use the public types of the tests.</summary>
    /// <param name="sources">The sources.</param>
    public Loaded(params string[] sources)
    {
        var generated = Generated.By(Compile.Create(sources, [.. Compile.Framework, Compile.Core, MetadataReference.CreateFromFile(typeof(Loaded).Assembly.Location)]));
        generated.Output.ShouldCompile();
        using var image = new MemoryStream();
        generated.Output.Emit(image).Success.ShouldBeTrue();
        image.Position = 0;
        _assembly = _context.LoadFromStream(image);
    }

    /// <summary>Calls a static method.</summary>
    public object? Call(string type, string method, params object?[] arguments) =>
        _assembly.GetType(type, throwOnError: true)!.GetMethod(method)!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    /// <summary>A type of the project.</summary>
    public Type Type(string name) => _assembly.GetType(name, throwOnError: true)!;

    /// <inheritdoc/>
    public void Dispose() => _context.Unload();
}
