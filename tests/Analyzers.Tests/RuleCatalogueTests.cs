using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Mapwright.Analyzers.Tests;

/// <summary>What every rule owes: a page, a help link, a release note, a category that an .editorconfig can name.</summary>
public sealed class RuleCatalogueTests
{
    public static TheoryData<string> Ids => [.. Rules.Select(r => r.Id)];

    private static IReadOnlyList<DiagnosticDescriptor> Rules { get; } = [.. AllAnalyzers.Instances.SelectMany(analyzer => analyzer.SupportedDiagnostics)];

    private static readonly IReadOnlyList<CodeFixProvider> s_fixes = [.. typeof(CodeFixes.ChangingFix).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(CodeFixProvider)))
        .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!)];

    [Fact]
    public void Ids_are_unique() => Rules.Select(r => r.Id).ShouldBeUnique();

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_links_to_its_page(string id) => Rule(id).HelpLinkUri.ShouldBe($"https://github.com/mapwright/mapwright/blob/main/docs/rules/{id}.md");

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_has_a_page_with_every_section(string id)
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "rules", id + ".md"));
        page.ShouldStartWith($"# {id}: ");
        foreach (var section in (string[])["## Why", "## Bad", "## Good", "## How to suppress"])
        {
            page.ShouldContain(section);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_begins_with_what_the_rule_is_when_nobody_configures_it(string id) => File.ReadLines(Path.Combine(Root(), "docs", "rules", id + ".md")).ElementAt(2)
        .ShouldBe($"Category `{Rule(id).Category}`, {(Rule(id).DefaultSeverity == DiagnosticSeverity.Info ? "information" : Rule(id).DefaultSeverity.ToString().ToLowerInvariant())}{(IsFixed(id) ? ", with a code fix" : "")}.");

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_has_a_release_note(string id) => string.Concat(
        new[] { "Shipped", "Unshipped" }.Select(kind => File.ReadAllText(Path.Combine(Root(), "src", "Analyzers", $"AnalyzerReleases.{kind}.md"))))
        .ShouldContain($"{id} | {Rule(id).Category} | {Rule(id).DefaultSeverity} | ");

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_has_a_category_of_ours(string id) => Rule(id).Category.ShouldBeOneOf("Mapwright.Usage", "Mapwright.Generation");

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_is_in_the_list(string id) => File.ReadAllText(Path.Combine(Root(), "docs", "rules", "README.md"))
        .ShouldContain($"| [{id}]({id}.md) | {Rule(id).Title} | {Rule(id).DefaultSeverity.ToString().ToLowerInvariant()} | {(IsFixed(id) ? "yes" : "")} |");

    [Fact]
    public void Every_page_is_of_a_rule() => Directory.GetFiles(Path.Combine(Root(), "docs", "rules"), "MW*.md")
        .Select(Path.GetFileNameWithoutExtension).ShouldBe(Rules.Select(r => r.Id), ignoreOrder: true);

    [Fact]
    public void Every_fix_can_fix_all_and_is_of_a_rule()
    {
        s_fixes.ShouldNotBeEmpty();
        s_fixes.ShouldAllBe(fix => fix.GetFixAllProvider() != null);
        s_fixes.SelectMany(fix => fix.FixableDiagnosticIds).Except(Rules.Select(r => r.Id)).ShouldBeEmpty();
    }

    /// <summary>An editor finds a fix by its attribute, and makes it by its constructor.</summary>
    [Fact]
    public void Every_fix_can_be_discovered() => s_fixes.Select(fix => fix.GetType().GetCustomAttribute<ExportCodeFixProviderAttribute>())
        .ShouldAllBe(export => export != null && export.Languages.SequenceEqual(new[] { LanguageNames.CSharp }));

    private static bool IsFixed(string id) => s_fixes.Any(fix => fix.FixableDiagnosticIds.Contains(id));

    private static DiagnosticDescriptor Rule(string id) => Rules.Single(r => r.Id == id);

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
