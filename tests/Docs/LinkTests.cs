namespace Mapwright.Docs.Tests;

/// <summary>Links lead somewhere.</summary>
public class LinkTests
{
    public static TheoryData<string> Pages => [.. Page.All.Select(p => p.Name)];

    [Theory, MemberData(nameof(Pages))]
    public void A_link_inside_the_tree_has_a_target(string name)
    {
        var page = Page.Read(name);
        page.Links.Where(link => !link.Contains("://", StringComparison.Ordinal)).Where(link => !HasTarget(page, link)).ShouldBeEmpty();
    }

    [Fact]
    public void There_are_links_and_anchors_to_look_at()
    {
        Page.All.Sum(p => p.Links.Count()).ShouldBeGreaterThan(20);
        Page.Read("README.md").Anchors.ShouldContain("install");
    }

    private static bool HasTarget(Page page, string link)
    {
        var parts = link.Split('#', 2);
        var target = parts[0].Length == 0
            ? page.Name
            : Path.GetRelativePath(Page.Root, Path.GetFullPath(parts[0], Path.GetFullPath(Path.GetDirectoryName(page.Name)!, Page.Root)));
        var path = Path.Combine(Page.Root, target);
        return parts.Length == 1 ? Path.Exists(path) : File.Exists(path) && Page.Read(target).Anchors.Contains(parts[1]);
    }
}
