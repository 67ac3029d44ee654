namespace Mapwright.Docs.Tests;

/// <summary>What a new project has to be added to.</summary>
public class TreeTests
{
    public static TheoryData<string> Projects => [.. new[] { "src", "tests", "samples", "bench" }.SelectMany(ProjectsIn)];

    /// <summary>What users install: the projects of src that are not parts of the compiler.</summary>
    public static TheoryData<string> Packages => [.. ProjectsIn("src")
        .Select(p => Path.GetFileNameWithoutExtension(p))
        .Where(p => p != "Mapwright.Generators" && !p.StartsWith("Mapwright.Analyzers", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Projects))]
    public void A_project_is_in_the_solution(string project) =>
        File.ReadAllText(Path.Combine(Page.Root, "Build.sln")).ShouldContain($"\"{project.Replace('/', '\\')}\"");

    [Theory, MemberData(nameof(Packages))]
    public void The_public_api_of_a_package_is_approved(string package) =>
        File.ReadAllText(Path.Combine(Page.Root, "tests", "PublicApi", "ApprovedApiTests.cs")).ShouldContain($"\"{package}\"");

    [Theory, MemberData(nameof(Packages))]
    public void The_readme_names_a_package(string package) => Page.Read("README.md").Text.ShouldContain($"| `{package}` |");

    private static IEnumerable<string> ProjectsIn(string folder) => Directory
        .EnumerateFiles(Path.Combine(Page.Root, folder), "*.csproj", SearchOption.AllDirectories)
        .Select(p => Path.GetRelativePath(Page.Root, p).Replace('\\', '/'));
}
