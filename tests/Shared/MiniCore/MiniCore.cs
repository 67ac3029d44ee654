using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Tests.Roslyn;

/// <summary>
/// A small core in memory: the real annotations, the signatures that emitted code calls, and surfaces of the test's own. It keeps
/// what is tested here apart from what surfaces the library has today.
/// </summary>
internal static class MiniCore
{
    private const string Prefix = "MiniCore/";

    /// <summary>The surfaces that the approved files show: one operation of each kind.</summary>
    public static string Surfaces { get; } = Read("Surfaces.cs");

    /// <summary>A core with the given surfaces, before its operations are emitted.</summary>
    public static CSharpCompilation Compilation(params string[] surfaces) => Compile.Create(
        [.. Names().Where(name => name != Prefix + "Surfaces.cs").Select(name => Read(name[Prefix.Length..])), .. surfaces],
        Compile.Framework,
        name: "Mapwright.Core");

    /// <summary>A core with the given surfaces, compiled.</summary>
    public static MetadataReference Reference(params string[] surfaces)
    {
        var after = Generated.By(Compilation(surfaces)).Output;
        using var image = new MemoryStream();
        var result = after.Emit(image);
        return result.Success
            ? MetadataReference.CreateFromImage(image.ToArray())
            : throw new InvalidOperationException(string.Join(Environment.NewLine, result.Diagnostics));
    }

    private static IEnumerable<string> Names() => typeof(MiniCore).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(MiniCore).Assembly.GetManifestResourceStream(Prefix + name)!);
        return reader.ReadToEnd();
    }
}
