using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.Corpus;

/// <summary>Precision and recall of the rules, measured on code that was labelled from their specification.</summary>
public sealed class PrecisionTests
{
    private const double SmallestShare = 0.95;

    /// <summary>The methods of right code that are said to be wrong on some paths, and why.</summary>
    private static readonly Dictionary<string, string> s_doubts = new(StringComparer.Ordinal)
    {
        ["MW0003 in MW0003 InOneBranch.UnderOneQuestion"] = "the same question may have another answer the second time",
        ["MW0007 in MW0007 Conditions.InAField"] = "another thread may change the flag",
    };

    public static TheoryData<string> Ids => [.. CorpusFile.Rules];

    [Fact]
    public async Task The_measurement_is_printed()
    {
        var table = new StringBuilder().AppendLine().AppendLine("rule      found  on some paths  out of reach  right  false  doubts");
        foreach (var id in CorpusFile.Rules)
        {
            table.AppendLine(await RowAsync(id));
        }

        foreach (var doubt in (await Measurement.All).SelectMany(m => m.Doubts))
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"a doubt: {doubt}");
        }

        await Console.Out.WriteLineAsync(table);
        (await Measurement.All).Count.ShouldBe(2 * CorpusFile.Rules.Count, "each rule has its two halves");
    }

    [Theory, MemberData(nameof(Ids))]
    public async Task Nothing_that_is_right_is_reported(string id) =>
        Lines((await Half(id, isCorrect: true)).False.Select(d => d.ToString())).ShouldBeEmpty();

    [Theory, MemberData(nameof(Ids))]
    public async Task Nothing_that_is_right_is_doubted(string id) =>
        Lines((await Half(id, isCorrect: true)).Doubts.Where(d => !s_doubts.ContainsKey(Place(d))).Select(d => d.ToString())).ShouldBeEmpty();

    [Fact]
    public async Task What_is_said_to_be_doubted_is() =>
        s_doubts.Keys.ShouldBeSubsetOf((await Measurement.All).Where(m => m.File.IsCorrect).SelectMany(m => m.Doubts).Select(Place));

    [Theory, MemberData(nameof(Ids))]
    public async Task Beside_the_misuses_nothing_is_reported(string id) =>
        Lines((await Half(id, isCorrect: false)).False.Select(d => d.ToString())).ShouldBeEmpty();

    [Theory, MemberData(nameof(Ids))]
    public async Task What_is_wrong_on_every_path_is_found(string id)
    {
        Assert.SkipUnless(CorpusRules.Exists(id), "There is no such rule yet.");
        var half = await Half(id, isCorrect: false);
        var found = half.Found.Count(IsCertain);
        var missed = half.Missed.Where(IsCertain).ToList();
        ((double)found / (found + missed.Count)).ShouldBeGreaterThanOrEqualTo(
            SmallestShare, Lines(missed.Select(m => $"{half.File.Name}:{m.Line + 1} is missed")));
    }

    [Theory, MemberData(nameof(Ids))]
    public async Task What_is_wrong_on_some_paths_is_an_information(string id)
    {
        var half = await Half(id, isCorrect: false);
        Lines(half.Missed.Where(IsPossible).Select(m => $"{half.File.Name}:{m.Line + 1} is missed")).ShouldBeEmpty();
    }

    private static async Task<string> RowAsync(string id)
    {
        var (wrong, right) = (await Half(id, isCorrect: false), await Half(id, isCorrect: true));
        var samples = right.File.Marks.Count;
        return CorpusRules.Exists(id)
            ? string.Create(CultureInfo.InvariantCulture, $"{id}{Share(wrong, IsCertain),9}{Share(wrong, IsPossible),15}{Share(wrong, m => m.IsOutOfReach),14}{samples,7}{wrong.False.Count + right.False.Count,7}{wrong.Doubts.Count + right.Doubts.Count,8}")
            : $"{id}  does not exist yet; {wrong.File.Marks.Count} misuses, {samples} look-alikes";
    }

    private static string Share(Measurement half, Func<CorpusMark, bool> kind) =>
        string.Create(CultureInfo.InvariantCulture, $"{half.Found.Count(kind)}/{half.Found.Concat(half.Missed).Count(kind)}");

    private static bool IsCertain(CorpusMark mark) => mark.Severity == CorpusRules.SeverityOf(mark.Id);

    private static bool IsPossible(CorpusMark mark) => mark.Severity is DiagnosticSeverity && !IsCertain(mark);

    private static async Task<Measurement> Half(string id, bool isCorrect) =>
        (await Measurement.All).Single(m => m.File.Rule == id && m.File.IsCorrect == isCorrect);

    private static string Place(Diagnostic report)
    {
        var method = report.Location.SourceTree!.GetRoot(TestContext.Current.CancellationToken).FindNode(report.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>()!;
        return $"{report.Id} in {Path.GetFileNameWithoutExtension(report.Location.SourceTree.FilePath)} {((BaseTypeDeclarationSyntax)method.Parent!).Identifier.Text}.{method.Identifier.Text}";
    }

    private static string Lines(IEnumerable<string> lines) => string.Join(Environment.NewLine, lines);
}
