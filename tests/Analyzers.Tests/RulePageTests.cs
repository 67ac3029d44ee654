using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Tests;

/// <summary>The code on the page of a rule is what the rule says it is.</summary>
public sealed partial class RulePageTests
{
    private const string Usings = "global using System; global using System.IO; global using System.Threading; global using System.Threading.Tasks; global using Mapwright;";

    public static TheoryData<string> Ids => RuleCatalogueTests.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_bad_code_is_reported_where_its_comments_say(string id)
    {
        var code = Block(id, "Bad");
        var marked = code.Split('\n').Index().Where(line => line.Item.Contains("// " + id, StringComparison.Ordinal)).Select(line => line.Index);

        (await Diagnose(code)).Select(d => (d.Id, d.Location.GetLineSpan().StartLinePosition.Line)).ShouldBe(marked.Select(line => (id, line)), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_good_code_is_not_reported(string id) => (await Diagnose(Block(id, "Good"))).ShouldBeEmpty();

    private static async Task<IReadOnlyList<Diagnostic>> Diagnose(string code)
    {
        var compilation = Compile.Create([code, Usings], [.. Compile.Framework, Compile.Core], name: "Mapwright.Core.Tests");
        compilation.ShouldCompile();
        return await Diagnosis.Run(compilation, [.. AllAnalyzers.Instances]);
    }

    private static string Block(string id, string section, [CallerFilePath] string here = "")
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "rules", id + ".md"));
        return CodeBlock().Match(page, page.IndexOf("## " + section, StringComparison.Ordinal)).Groups[1].Value;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
