using System.Reflection;
using System.Text.RegularExpressions;

namespace Mapwright.Docs.Tests;

/// <summary>A page of the documentation.</summary>
public sealed partial class Page
{
    private Page(string name, string text)
    {
        Name = name;
        Text = text;
    }

    public static string Root { get; } = typeof(Page).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>Every page: those at the root, and those in docs.</summary>
    public static IReadOnlyList<Page> All { get; } = [.. Directory.EnumerateFiles(Root, "*.md")
        .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)
        .Select(Read)];

    /// <summary>The path from the root.</summary>
    public string Name { get; }

    public string Text { get; }

    /// <summary>The fenced blocks of a language, with the line that each starts at.</summary>
    public IEnumerable<(int Line, string Code)> Blocks(string language) => Fence().Matches(Text)
        .Where(m => m.Groups["language"].Value == language)
        .Select(m => (LineAt(m.Groups["code"].Index), m.Groups["code"].Value));

    /// <summary>What the links of the page point to.</summary>
    public IEnumerable<string> Links => Link().Matches(Prose).Select(m => m.Groups["target"].Value);

    /// <summary>What a link can point to inside the page, as its headings are shown on the web.</summary>
    public IEnumerable<string> Anchors => Heading().Matches(Prose)
        .Select(m => NotInAnchors().Replace(m.Groups["title"].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    private string Prose => Fence().Replace(Text, "");

    public static Page Read(string name) => new(name, File.ReadAllText(Path.Combine(Root, name)).ReplaceLineEndings("\n"));

    private int LineAt(int index) => 1 + Text.AsSpan(0, index).Count('\n');

    [GeneratedRegex(@"^```(?<language>\w*)[^\n]*\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\[[^\]\n]*(?:\n[^\]\n]*)?\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
