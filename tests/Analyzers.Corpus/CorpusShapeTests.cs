using System.Runtime.CompilerServices;

namespace Mapwright.Analyzers.Corpus;

/// <summary>The corpus is what it says.</summary>
public sealed class CorpusShapeTests
{
    private const int FewestSamples = 20;

    public static TheoryData<string> Ids => [.. CorpusFile.Rules];

    [Fact]
    public void Each_rule_about_use_has_two_halves() => CorpusRules.OfUse.ShouldBeSubsetOf(
        CorpusFile.Rules.Where(id => CorpusFile.All.Count(f => f.Rule == id) == 2));

    [Theory, MemberData(nameof(Ids))]
    public void A_half_of_misuses_has_enough_of_them(string id) =>
        CorpusFile.Of(id, isCorrect: false).Marks.Count(m => m.Id == id && !m.IsRight).ShouldBeGreaterThanOrEqualTo(FewestSamples);

    [Theory, MemberData(nameof(Ids))]
    public void A_correct_half_has_enough_look_alikes_and_nothing_else(string id)
    {
        var marks = CorpusFile.Of(id, isCorrect: true).Marks;
        marks.Count.ShouldBeGreaterThanOrEqualTo(FewestSamples);
        marks.ShouldAllBe(m => m.IsRight);
    }

    [Theory, MemberData(nameof(Ids))]
    public void What_is_out_of_reach_is_written_down(string id) => File.ReadLines(RulesPage())
        .Select(line => line.Split(" | ")).Where(row => row.Length == 3 && row[0] == "| " + id).Select(row => row[2][..^2])
        .ShouldBe(CorpusFile.Of(id, isCorrect: false).Marks.Where(m => m.IsOutOfReach).Select(m => m.Reason));

    [Theory]
    [InlineData("M(); // MW0001", "MW0001 Warning")]
    [InlineData("M(); // MW0001 info", "MW0001 Info")]
    [InlineData("M(); // MW0001, MW0003 info", "MW0001 Warning|MW0003 Info")]
    [InlineData("M(); // out of reach: why", "out of reach")]
    [InlineData("M(); // right: why", "right")]
    [InlineData("M(); // the rule MW0001 is about this", "")]
    public void A_line_says_what_is_expected_of_it(string line, string marks) => string.Join('|', CorpusMark.Read("MW0001", line).Select(
        m => m.IsOutOfReach ? "out of reach" : m.IsRight ? "right" : $"{m.Id} {m.Severity}")).ShouldBe(marks);

    private static string RulesPage([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "rules", "README.md");
}
