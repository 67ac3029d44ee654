using System.Reflection;
using System.Text.RegularExpressions;

namespace Mapwright.Docs.Tests;

/// <summary>The table of primitives has exactly those that there are, and says of each platform whether it has them.</summary>
public partial class PlatformPageTests
{
    private static readonly string[] s_platforms = ["LinuxPlatform", "WindowsPlatform", "MacOSPlatform"];

    /// <summary>What a cell says where a platform does not override the primitive: it is not supported, or the seam does it for all.</summary>
    private static readonly string[] s_notOwn = ["—", "common"];

    private static IEnumerable<MethodInfo> Primitives { get; } = typeof(StoragePlatform)
        .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Where(method => method.IsVirtual && !method.IsSpecialName && method.Name is not ("Classify" or "Describe" or "AllowsNative"));

    private static IReadOnlyDictionary<string, string[]> Rows { get; } = Row().Matches(Page.Read("docs/platforms.md").Text)
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["cells"].Value.Split('|', StringSplitOptions.TrimEntries)[..3]);

    [Fact]
    public void Lists_every_primitive_once() => Rows.Keys.Order().ShouldBe(Primitives.Select(method => method.Name).Distinct().Order());

    [Fact]
    public void Says_which_platform_lacks_a_primitive()
    {
        var wrong =
            from row in Rows
            from cell in row.Value.Zip(s_platforms, (text, platform) => (Text: text, Platform: platform))
            where s_notOwn.Contains(cell.Text) == IsOwn(row.Key, cell.Platform)
            select $"{row.Key} of {cell.Platform}: {cell.Text}";
        wrong.ShouldBeEmpty();
    }

    private static bool IsOwn(string primitive, string platform) => typeof(StoragePlatform).Assembly.GetType($"Mapwright.{platform}", throwOnError: true)!
        .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Any(method => method.Name == primitive);

    [GeneratedRegex(@"^\| `(?<name>\w+)` \|(?<cells>.*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
