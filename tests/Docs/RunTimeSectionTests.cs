using System.Text.RegularExpressions;

namespace Mapwright.Docs.Tests;

/// <summary>
/// An analyzer's silence is never the only protection where there can be another one: the page of a rule names the test of the conformance suite
/// that makes the mistake at run time and sees it caught, or says why there is none. What stops the build, MW01xx, has no run time.
/// </summary>
public partial class RunTimeSectionTests
{
    private const string None = "There is no counterpart";

    public static TheoryData<string> Pages => [.. Page.All.Select(p => p.Name).Where(name => name.StartsWith("docs/rules/MW00", StringComparison.Ordinal))];

    public static TheoryData<string, string, string> Tests
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var page in Pages.Select(row => row.Data))
            {
                foreach (Match match in Test().Matches(Section(page)))
                {
                    data.Add(match.Groups["suite"].Value, match.Groups["test"].Value, match.Groups["file"].Value);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public void A_page_names_a_test_or_says_why_there_is_none(string page) =>
        (Test().IsMatch(Section(page)) || Section(page).Contains(None, StringComparison.Ordinal)).ShouldBeTrue(Section(page));

    /// <summary>The mistakes that the library can see.</summary>
    [Theory]
    [InlineData("MW0001")]
    [InlineData("MW0004")]
    [InlineData("MW0007")]
    [InlineData("MW0009")]
    [InlineData("MW0010")]
    [InlineData("MW0012")]
    [InlineData("MW0013")]
    public void The_page_of_a_mistake_that_is_caught_names_the_test(string rule) => Test().IsMatch(Section($"docs/rules/{rule}.md")).ShouldBeTrue();

    [Theory, MemberData(nameof(Tests))]
    public void A_test_that_a_page_names_runs_on_every_adapter(string suite, string test, string file)
    {
        file.ShouldStartWith(suite + ".");
        File.ReadAllText(Path.Combine(Page.Root, "tests", "Conformance", file)).ReplaceLineEndings("\n")
            .ShouldMatch($@"\[Theory, (Everywhere|AsyncEverywhere|WhereBodiesHop)\]\n    public async Task {test}\(");
    }

    private static string Section(string page)
    {
        var text = Page.Read(page).Text;
        var start = text.IndexOf("## At run time\n", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, $"{page} says nothing of run time");
        return text[start..text.IndexOf("\n## ", start, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"\[(?<suite>\w+Suite)\.(?<test>\w+)\]\(\.\./\.\./tests/Conformance/(?<file>[\w.]+)\)")]
    private static partial Regex Test();
}
