using Mapwright.Analyzers.Suppression;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Analyzers.Tests.Suppression;

/// <summary>With the rules of .NET that come with the SDK: a mistake is reported once.</summary>
public sealed class DecidedElsewhereTests
{
    [Theory]
    [InlineData("CA1849", "MW0008", "file.FlushAll(); await Task.Yield();")]
    public async Task A_mistake_that_our_rule_decides_is_reported_by_it_alone(string theirs, string ours, string body)
    {
        (await Report(body, suppress: false)).ShouldContain(theirs, "without the suppressor there are two");
        var found = await Report(body, suppress: true);
        found.ShouldContain(ours);
        found.ShouldNotContain(theirs);
    }

    [Fact]
    public async Task What_is_not_ours_is_left_to_the_other_rule() =>
        (await Report("File.WriteAllText(\"a\", \"b\"); await Task.Yield();", suppress: true)).ShouldContain("CA1849");

    private static async Task<IReadOnlyList<string>> Report(string body, bool suppress)
    {
        var compilation = Compile.WithCore(
            $$"""
            using System;
            using System.IO;
            using System.Threading.Tasks;
            using Mapwright;
            public static class C { public static async Task M(StorageFileBase file, MappedFileBase map) { {{body}} } }
            """);
        compilation.ShouldCompile();
        var rules = new Dictionary<string, ReportDiagnostic> { ["CA1849"] = ReportDiagnostic.Warn };
        var options = ((CSharpCompilationOptions)compilation.Options).WithSpecificDiagnosticOptions(rules);
        var analyzers = AllAnalyzers.Instances.Where(a => suppress || a is not DecidedElsewhere)
            .Concat(SdkRules.Instances.Where(analyzer => analyzer.SupportedDiagnostics.Any(d => rules.ContainsKey(d.Id))));
        return [.. (await Diagnosis.Run(compilation.WithOptions(options), [.. analyzers])).Select(d => d.Id).Distinct()];
    }
}
