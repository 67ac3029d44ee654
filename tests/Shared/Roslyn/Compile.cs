using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Tests.Roslyn;

/// <summary>Compiles sources in memory against the running framework and Mapwright.Core.</summary>
internal static class Compile
{
    /// <summary>The assemblies of the running framework.</summary>
    public static ImmutableArray<MetadataReference> Framework { get; } = FindFramework();

    /// <summary>The core, from its file.</summary>
    public static MetadataReference Core { get; } = MetadataReference.CreateFromFile(typeof(MustUseAttribute).Assembly.Location);

    /// <summary>The options of a stranger's project that takes nullability seriously.</summary>
    public static CSharpCompilationOptions Library { get; } = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>Compiles sources against the framework and the core.</summary>
    public static CSharpCompilation WithCore(params string[] sources) => Create(sources, [.. Framework, Core]);

    /// <summary>Compiles sources against the framework alone.</summary>
    public static CSharpCompilation WithoutCore(params string[] sources) => Create(sources, Framework);

    /// <summary>Compiles sources against what is given.</summary>
    public static CSharpCompilation Create(
        IReadOnlyList<string> sources,
        IEnumerable<MetadataReference> references,
        LanguageVersion language = LanguageVersion.Latest,
        CSharpCompilationOptions? options = null,
        string name = "Stranger")
    {
        var parse = CSharpParseOptions.Default.WithLanguageVersion(language).WithDocumentationMode(DocumentationMode.Diagnose);
        var trees = sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, parse, path: $"/stranger/Source{i}.cs", encoding: System.Text.Encoding.UTF8));
        return CSharpCompilation.Create(name, trees, references, options ?? Library);
    }

    private static ImmutableArray<MetadataReference> FindFramework()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == folder)
            .Select(path => MetadataReference.CreateFromFile(path))];
    }
}
