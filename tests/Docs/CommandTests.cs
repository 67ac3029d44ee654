namespace Mapwright.Docs.Tests;

/// <summary>The commands on the pages can be typed: every program, project and package that they name exists.</summary>
public class CommandTests
{
    /// <summary>Every line of every shell block, with its options that take a value taken apart.</summary>
    public static TheoryData<string> Commands => [.. Page.All.SelectMany(p => p.Blocks("sh")).SelectMany(b => Lines(b.Code)).Distinct()];

    [Theory, MemberData(nameof(Commands))]
    public void What_a_command_names_exists(string command) => Unknown(command.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldBeNull();

    [Fact]
    public void The_readme_has_the_two_commands_of_a_newcomer()
    {
        var commands = Page.Read("README.md").Blocks("sh").SelectMany(b => Lines(b.Code)).ToList();
        commands.ShouldContain("dotnet run -c Release --project samples/Quickstart");
        commands.ShouldContain("dotnet test Build.sln -c Release");
    }

    [Theory]
    [InlineData("dotnet run --project samples/NoSuch")]
    [InlineData("dotnet test NoSuch.sln")]
    [InlineData("dotnet add package Mapwright.NoSuch")]
    [InlineData("strace -o /dev/null dotnet run --project samples/NoSuch")]
    [InlineData("nosuchprogram")]
    public void What_does_not_exist_is_noticed(string command) => Unknown(command.Split(' ')).ShouldNotBeNull();

    private static IEnumerable<string> Lines(string code) => code.Replace("\\\n", " ").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => string.Join(' ', line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        .Where(line => line.Length > 0);

    /// <summary>The first thing in a command that does not exist.</summary>
    private static string? Unknown(string[] words) => words switch
    {
        ["bash", .. var rest] => Unknown(rest),
        [var setting, .. var rest] when setting.Contains('=') => Unknown(rest),
        ["strace", .. var rest] => Unknown(rest[Array.IndexOf(rest, "dotnet")..]),
        ["dotnet", "run", .. var options] => Missing(options[Array.IndexOf(options, "--project") + 1], directory: true),
        ["dotnet", "test" or "build" or "pack" or "format", var project, ..] => Missing(project),
        ["dotnet", "new" or "publish", ..] => null,
        ["dotnet", "add", "package", var id, ..] => IsPacked(id) ? null : id,
        ["git", "clone" or "diff", ..] => null,
        [".ci/run"] => Missing(".ci/run"),
        [var program, ..] => program,
        [] => "an empty command",
    };

    private static string? Missing(string path, bool directory = false)
    {
        var full = Path.Combine(Page.Root, path);
        var exists = directory ? Directory.Exists(full) && Directory.EnumerateFiles(full, "*.csproj").Any() : Path.Exists(full);
        return exists ? null : path;
    }

    private static bool IsPacked(string id) =>
        Directory.EnumerateFiles(Path.Combine(Page.Root, "src"), $"{id}.csproj", SearchOption.AllDirectories).Any();
}
