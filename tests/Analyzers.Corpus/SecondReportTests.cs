using Mapwright.Analyzers.Suppression;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Analyzers.Corpus;

/// <summary>With the rules of .NET beside ours, no misuse is reported twice.</summary>
public sealed class SecondReportTests
{
    /// <summary>What the library hands out comes from another assembly, where CA2000 does not look for what is to be disposed: of it there is one report anyway.</summary>
    [Theory]
    [InlineData("CA1849", "MW0008", true)]
    [InlineData("CA2012", "MW0009", true)]
    [InlineData("CA2012", "MW0004", true)]
    [InlineData("CA2000", "MW0007", false)]
    [InlineData("CA2000", "MW0004", false)]
    public async Task A_misuse_of_the_corpus_is_reported_once(string theirs, string ours, bool wouldBeTwo)
    {
        (await ReportedTwice(theirs, ours, suppress: false)).Any().ShouldBe(wouldBeTwo);
        (await ReportedTwice(theirs, ours, suppress: true)).ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<string>> ReportedTwice(string theirs, string ours, bool suppress)
    {
        var file = CorpusFile.Of(ours, isCorrect: false);
        var compilation = CorpusCompilation.WithGenerated(CorpusCompilation.Parse(file.Text, file.Name));
        var analyzers = CorpusRules.Analyzers.Where(a => suppress || a is not DecidedElsewhere)
            .Concat(SdkRules.Instances.Where(a => a.SupportedDiagnostics.Any(d => d.Id == theirs)));
        var found = await Diagnosis.Run(
            compilation.WithOptions(((CSharpCompilationOptions)compilation.Options).WithSpecificDiagnosticOptions([new(theirs, ReportDiagnostic.Warn)])), [.. analyzers]);
        var places = found.Where(d => d.Id == ours).SelectMany(d => d.AdditionalLocations.Prepend(d.Location)).Select(Line).ToHashSet();
        return [.. found.Where(d => d.Id == theirs && places.Contains(Line(d.Location))).Select(d => d.ToString())];
    }

    private static int Line(Location place) => place.GetLineSpan().StartLinePosition.Line;
}
