using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Tests.Roslyn;

/// <summary>Runs an analyzer over sources and compares what it reports with the marks in them.</summary>
internal static class Diagnosis
{
    /// <summary>Checks ids and exact places, in a project that references the core and compiles.</summary>
    public static async Task Expect<TAnalyzer>(params string[] markup)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var marked = markup.Select(Marked.Parse).ToList();
        var compilation = Compile.WithCore([.. marked.Select(m => m.Code)]);
        compilation.ShouldCompile();
        await Expect(new TAnalyzer(), compilation, marked);
    }

    /// <summary>Checks ids and exact places in a compilation made by the test, which need not compile.</summary>
    public static async Task Expect(DiagnosticAnalyzer analyzer, Compilation compilation, IReadOnlyList<Marked> marked)
    {
        var found = await Run(compilation, analyzer);
        var actual = found.Select(d => Describe(d.Id, d.Location.SourceTree!, d.Location.SourceSpan));
        var expected = marked.SelectMany((m, i) => m.Expected.Select(e => Describe(e.Id, compilation.SyntaxTrees.ElementAt(i), e.Span)));
        Lines(actual).ShouldBe(Lines(expected));
    }

    /// <summary>What an analyzer says of the last of the sources, which compile: <c>line (lines of the other places): message</c>.</summary>
    public static async Task<IReadOnlyList<string>> Say<TAnalyzer>(params string[] sources)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var compilation = Compile.WithCore(sources);
        compilation.ShouldCompile();
        return [.. (await Run(compilation, new TAnalyzer())).OrderBy(d => d.Location.SourceSpan.Start).Select(d =>
            $"{Line(d.Location)} ({string.Join(", ", d.AdditionalLocations.Select(Line))}): {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")];
    }

    /// <summary>Runs an analyzer; an exception inside it fails the test.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> Run(Compilation compilation, params DiagnosticAnalyzer[] analyzers)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: null,
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false);
        var found = await new CompilationWithAnalyzers(compilation, [.. analyzers], options).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        found.Where(d => d.Id.StartsWith("AD", StringComparison.Ordinal)).Select(d => d.ToString()).ShouldBeEmpty();
        return found;
    }

    private static int Line(Location place) => place.GetLineSpan().StartLinePosition.Line + 1;

    private static string Describe(string id, SyntaxTree tree, Microsoft.CodeAnalysis.Text.TextSpan span)
    {
        var start = tree.GetLineSpan(span).StartLinePosition;
        return $"{tree.FilePath} {start.Line + 1:D3},{start.Character + 1:D3} {id}: {tree.GetText().ToString(span)}";
    }

    private static string Lines(IEnumerable<string> lines) => string.Join(Environment.NewLine, lines.Order(StringComparer.Ordinal));
}
