namespace Mapwright.Docs.Tests;

/// <summary>
/// Real programs are as they should be: no rule says a word about them, not even as information, and nothing is suppressed. Of the code on the
/// pages <see cref="CodeBlockTests"/> asks the same, but one that does wrong on purpose may say so.
/// </summary>
public class ValidCodeTests
{
    public static TheoryData<string> Samples => [.. Directory.EnumerateFiles(Path.Combine(Page.Root, "samples"), "*.csproj", SearchOption.AllDirectories)
        .Select(path => Path.GetFileNameWithoutExtension(path))];

    /// <summary>One shows what .NET's own flushes hide: the calls that it shows are reported, and nothing else.</summary>
    private static readonly Dictionary<string, string> s_onPurpose = new() { ["FlushErrors"] = "MW0014" };

    [Theory, MemberData(nameof(Samples))]
    public async Task No_rule_says_a_word_about_a_sample(string name) =>
        (await Project.OfSample(name).ComplaintsAsync(areSuppressedToo: true)).Where(c => !s_onPurpose.TryGetValue(name, out var id) || !c.Contains(id, StringComparison.Ordinal)).ShouldBeEmpty();

    /// <summary>What would be missed otherwise: a doubt, and what the code hides.</summary>
    [Theory]
    [InlineData("if (args.Length > 1) { file.FlushAll(); }")]
    [InlineData("#pragma warning disable MW0004\nfile.LockExclusive();\nfile.FlushAll();")]
    public async Task A_doubt_and_a_suppressed_report_are_words(string end) =>
        (await Project.OfBlock($"using var file = Mapwright.Pooled.StorageFile.OpenWrite(args[0]);\nfile.WriteAt(\"bytes\"u8, 0);\n{end}").ComplaintsAsync(areSuppressedToo: true))
            .ShouldHaveSingleItem();
}
