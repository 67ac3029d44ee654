using System.Collections.Immutable;
using System.Reflection;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Generators.Tests;

/// <summary>The strictest project that a stranger can have: all warnings, all rules of the SDK's analyzers, missing documentation.</summary>
internal static class StrictBuild
{
    private static readonly string s_analyzers = Path.Combine(NewestSdk(), "Sdks", "Microsoft.NET.Sdk", "analyzers");

    private static readonly Lazy<IReadOnlyList<DiagnosticAnalyzer>> s_rules = new(() => [.. new[] { "Microsoft.CodeAnalysis.NetAnalyzers.dll", "Microsoft.CodeAnalysis.CSharp.NetAnalyzers.dll" }
        .SelectMany(file => Assembly.LoadFrom(Path.Combine(s_analyzers, file)).GetTypes())
        .Where(type => !type.IsAbstract && type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false))
        .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)]);

    private static readonly Lazy<AnalyzerConfigSet> s_everything = new(() => AnalyzerConfigSet.Create(ImmutableArray.Create(AnalyzerConfig.Parse(
        File.ReadAllText(Path.Combine(s_analyzers, "build", "config", "analysislevel_10_all.globalconfig")), "/stranger/all.globalconfig"))));

    /// <summary>The options of such a project.</summary>
    public static CSharpCompilationOptions Options { get; } = Compile.Library
        .WithWarningLevel(9999)
        .WithSpecificDiagnosticOptions(s_everything.Value.GlobalConfigOptions.TreeOptions);

    /// <summary>Everything that is reported in some files, by the compiler and by the SDK's analyzers.</summary>
    public static async Task<IReadOnlyList<string>> Complaints(Compilation after, IReadOnlySet<SyntaxTree> files)
    {
        var found = await new CompilationWithAnalyzers(after, [.. s_rules.Value], new AnalyzerOptions([])).GetAllDiagnosticsAsync(TestContext.Current.CancellationToken);
        found.Where(d => d.Id.StartsWith("AD", StringComparison.Ordinal)).Select(d => d.ToString()).ShouldBeEmpty();
        return [.. found.Where(d => d.Severity >= DiagnosticSeverity.Warning && d.Location.SourceTree is { } tree && files.Contains(tree)).Select(d => d.ToString())];
    }

    /// <summary>The newest SDK beside the framework that runs the tests.</summary>
    private static string NewestSdk()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        return Directory.GetDirectories(Path.Combine(root, "sdk"), "10.*").Order(StringComparer.Ordinal).Last();
    }
}
