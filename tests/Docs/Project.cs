using System.Collections.Immutable;
using Mapwright.Analyzers.Usage;
using Mapwright.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Docs.Tests;

/// <summary>
/// A project as a stranger's, that references every package: a console program when it has top-level statements, else a library; with
/// implicit usings and nullability, the generator and the analyzers.
/// </summary>
internal sealed class Project
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

    private static readonly ImmutableArray<string> s_platform = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)];

    private static readonly ImmutableArray<MetadataReference> s_references = References(s_platform
        .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location)).Concat(Libraries));

    private static readonly ImmutableArray<DiagnosticAnalyzer> s_analyzers = [.. typeof(DroppedTokenAnalyzer).Assembly.GetTypes()
        .Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(DiagnosticAnalyzer)))
        .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!)];

    private readonly Compilation _compilation;
    private readonly ImmutableArray<Diagnostic> _ofGenerators;

    private Project(string name, IReadOnlyList<SyntaxTree> files, ImmutableArray<MetadataReference> references)
    {
        IsProgram = files.Any(file => file.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any());
        var options = new CSharpCompilationOptions(
            IsProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            optimizationLevel: OptimizationLevel.Release);
        var compilation = CSharpCompilation.Create(name, [.. files, CSharpSyntaxTree.ParseText(ImplicitUsings, s_parse)], references, options);
        CSharpGeneratorDriver.Create([new StorageGenerator().AsSourceGenerator()], parseOptions: s_parse)
            .RunGeneratorsAndUpdateCompilation(compilation, out _compilation, out _ofGenerators, TestContext.Current.CancellationToken);
    }

    /// <summary>The packages' assemblies, as they were built.</summary>
    public static IEnumerable<string> Libraries => new[] { "Core", "ThreadPool", "Channels", "IoUring", "Inline", "Testing" }
        .Select(name => Path.Combine(AppContext.BaseDirectory, $"Mapwright.{name}.dll"));

    /// <summary>Whether the code has top-level statements.</summary>
    public bool IsProgram { get; }

    /// <summary>A project whose only file is a code block.</summary>
    public static Project OfBlock(string code) => new("Snippet", [CSharpSyntaxTree.ParseText(code, s_parse)], s_references);

    /// <summary>A sample, from its sources, with all that any sample references.</summary>
    public static Project OfSample(string name)
    {
        var folder = Path.Combine(Page.Root, "samples", name);
        var sources = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj"]).Any())
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(folder, path)), s_parse, path));
        return new(name, [.. sources], References(s_platform.Where(path => Path.GetFileNameWithoutExtension(path) != name)));
    }

    /// <summary>
    /// What a build with warnings as errors has to say, and all that a rule of Mapwright has to say beside: information, and, if asked for, what the
    /// code suppresses.
    /// </summary>
    public async Task<IEnumerable<string>> ComplaintsAsync(bool areSuppressedToo = false)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        var found = await _compilation.WithAnalyzers(s_analyzers, options).GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);
        return found.Concat(_ofGenerators)
            .Where(d => d.IsSuppressed ? areSuppressedToo && IsOurs(d) : d.Severity >= DiagnosticSeverity.Warning || IsOurs(d))
            .Select(d => d.ToString());
    }

    public void Emit(string path) => _compilation.Emit(path).Success.ShouldBeTrue();

    private static bool IsOurs(Diagnostic diagnostic) => diagnostic.Id.StartsWith("MW", StringComparison.Ordinal);

    private static ImmutableArray<MetadataReference> References(IEnumerable<string> paths) => [.. paths.Select(p => MetadataReference.CreateFromFile(p))];
}
