using Mapwright.Analyzers.Tests.Usage;
using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Analyzers.Tests;

/// <summary>What a project sets for a rule, and what it sets for all warnings: the table of docs/rules/README.md.</summary>
public sealed class SeverityTests
{
    private const string Source = """
        class C
        {
            void Never() { using var s = Store.Open("a"); s.Write(1); }
            void OnSomePaths(bool on) { using var s = Store.Open("a"); s.Write(1); if (on) { return; } s.Flush(); }
        }
        """;

    [Fact]
    public async Task What_is_certain_is_a_warning_and_the_rest_an_information() =>
        (await Severities(Compile.Library)).ShouldBe([DiagnosticSeverity.Warning, DiagnosticSeverity.Info]);

    [Fact]
    public async Task All_warnings_as_errors_leave_informations_alone() =>
        (await Severities(Compile.Library.WithGeneralDiagnosticOption(ReportDiagnostic.Error))).ShouldBe([DiagnosticSeverity.Error, DiagnosticSeverity.Info]);

    [Theory]
    [InlineData(ReportDiagnostic.Error, DiagnosticSeverity.Error)]
    [InlineData(ReportDiagnostic.Warn, DiagnosticSeverity.Warning)]
    public async Task What_names_the_rule_sets_both(ReportDiagnostic set, DiagnosticSeverity severity) =>
        (await Severities(Compile.Library.WithSpecificDiagnosticOptions([new(UnflushedWriteAnalyzer.Id, set)]))).ShouldBe([severity, severity]);

    private static async Task<IEnumerable<DiagnosticSeverity>> Severities(CSharpCompilationOptions options)
    {
        var undocumented = options.WithSpecificDiagnosticOptions(options.SpecificDiagnosticOptions.SetItem("CS1591", ReportDiagnostic.Suppress));
        var compilation = Compile.Create([UnflushedWriteTests.Library, Source], [.. Compile.Framework, Compile.Core], options: undocumented);
        compilation.ShouldCompile();
        return (await Diagnosis.Run(compilation, new UnflushedWriteAnalyzer())).OrderBy(d => d.Location.SourceSpan.Start).Select(d => d.Severity);
    }
}
