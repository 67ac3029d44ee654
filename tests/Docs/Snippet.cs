using System.Collections.Immutable;
using Mapwright.Analyzers.Usage;
using Mapwright.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Docs.Tests;

/// <summary>
/// A code block, compiled as the only file of a new project that references every package: a console program when it has
/// top-level statements, else a library; with implicit usings and nullability, the generator and the analyzers.
/// </summary>
internal sealed class Snippet
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Latest);

    private static readonly ImmutableArray<MetadataReference> s_references = [.. Framework().Concat(Libraries).Select(p => MetadataReference.CreateFromFile(p))];

    private static readonly ImmutableArray<DiagnosticAnalyzer> s_analyzers = [.. typeof(DroppedTokenAnalyzer).Assembly.GetTypes()
        .Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(DiagnosticAnalyzer)))
        .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!)];

    private readonly Compilation _compilation;
    private readonly ImmutableArray<Diagnostic> _ofGenerators;

    public Snippet(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, s_parse);
        IsProgram = tree.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any();
        var options = new CSharpCompilationOptions(
            IsProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            optimizationLevel: OptimizationLevel.Release);
        var compilation = CSharpCompilation.Create("Snippet", [tree, CSharpSyntaxTree.ParseText(ImplicitUsings, s_parse)], s_references, options);
        CSharpGeneratorDriver.Create([new StorageGenerator().AsSourceGenerator()], parseOptions: s_parse)
            .RunGeneratorsAndUpdateCompilation(compilation, out _compilation, out _ofGenerators, TestContext.Current.CancellationToken);
    }

    /// <summary>The packages' assemblies, as they were built.</summary>
    public static IEnumerable<string> Libraries => new[] { "Core", "ThreadPool", "Channels", "IoUring", "Inline", "Testing" }
        .Select(name => Path.Combine(AppContext.BaseDirectory, $"Mapwright.{name}.dll"));

    /// <summary>Whether the code has top-level statements.</summary>
    public bool IsProgram { get; }

    /// <summary>What a build with warnings as errors has to say.</summary>
    public async Task<IEnumerable<string>> ComplaintsAsync()
    {
        var found = await _compilation.WithAnalyzers(s_analyzers).GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);
        return found.Concat(_ofGenerators).Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.ToString());
    }

    public void Emit(string path) => _compilation.Emit(path).Success.ShouldBeTrue();

    private static IEnumerable<string> Framework()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location);
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(p => Path.GetDirectoryName(p) == folder);
    }
}
