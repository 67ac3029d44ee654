using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Corpus;

/// <summary>What the rules report in one file, held against its marks.</summary>
/// <param name="File">The file.</param>
/// <param name="Found">The misuses that are reported as expected.</param>
/// <param name="Missed">Those that are not.</param>
/// <param name="False">The reports that no mark expects, of the severity with which a rule reports what is certain.</param>
/// <param name="Doubts">The information that no mark expects: of a rule that says what is so on some paths.</param>
internal sealed record Measurement(
    CorpusFile File,
    IReadOnlyList<CorpusMark> Found,
    IReadOnlyList<CorpusMark> Missed,
    IReadOnlyList<Diagnostic> False,
    IReadOnlyList<Diagnostic> Doubts)
{
    private static readonly Lazy<Task<IReadOnlyList<Measurement>>> s_all = new(MeasureAll);

    /// <summary>The measurements of all files, made once.</summary>
    public static Task<IReadOnlyList<Measurement>> All => s_all.Value;

    private static async Task<IReadOnlyList<Measurement>> MeasureAll()
    {
        var all = new List<Measurement>();
        foreach (var file in CorpusFile.All)
        {
            all.Add(await Measure(file));
        }

        return all;
    }

    private static async Task<Measurement> Measure(CorpusFile file)
    {
        var compilation = CorpusCompilation.WithGenerated(CorpusCompilation.Parse(file.Text, file.Name));
        compilation.ShouldCompile();

        // A half of misuses is about its own rule: what else is wrong there is another file's matter.
        var reports = (await CorpusRules.Run(compilation)).Where(d => file.IsCorrect || d.Id == file.Rule).ToList();
        var expected = file.Marks.Where(m => !m.IsRight && m.Id == file.Rule && CorpusRules.Exists(m.Id)).ToList();
        var unexpected = reports.Where(report => !expected.Exists(mark => Meets(report, mark))).ToLookup(CorpusRules.IsCertain);
        return new Measurement(
            file,
            [.. expected.Where(mark => reports.Exists(report => Meets(report, mark)))],
            [.. expected.Where(mark => !reports.Exists(report => Meets(report, mark)))],
            [.. unexpected[true]],
            [.. unexpected[false]]);
    }

    /// <summary>
    /// Whether the report is the one that the mark expects: of the same severity, and the marked line is its place or one of the
    /// places that it names beside.
    /// </summary>
    private static bool Meets(Diagnostic report, CorpusMark mark) =>
        report.Id == mark.Id
        && (mark.IsOutOfReach || report.Severity == mark.Severity)
        && report.AdditionalLocations.Prepend(report.Location).Any(place => Covers(place.GetLineSpan(), mark.Line));

    private static bool Covers(FileLinePositionSpan place, int line) => place.StartLinePosition.Line <= line && line <= place.EndLinePosition.Line;
}
