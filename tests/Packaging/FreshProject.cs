namespace Mapwright.Packaging.Tests;

/// <summary>A console project outside the tree, as a stranger has one: warnings are errors, and nothing is inherited.</summary>
public sealed class FreshProject
{
    private readonly PackageFeed _feed;

    public FreshProject(PackageFeed feed, string name, string program, string packages, string properties = "")
    {
        _feed = feed;
        Folder = feed.NewFolder(name);
        File.WriteAllText(Path.Combine(Folder, "Stranger.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                {properties}
              </PropertyGroup>
              <ItemGroup>{packages}</ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(Folder, "Program.cs"), program);
    }

    public string Folder { get; }

    public static string Package(string id, string version) => $"<PackageReference Include=\"{id}\" Version=\"{version}\" />";

    public Task<Cli.Outcome> BuildAsync(params string[] options) =>
        Cli.DotnetAsync(Folder, _feed.Packages, ["build", "-c", "Release", "-v:q", "-o", "out", .. options]);

    public Task<Cli.Outcome> PublishAsync(params string[] options) =>
        Cli.DotnetAsync(Folder, _feed.Packages, ["publish", "-c", "Release", "-v:q", "-o", "out", .. options]);

    /// <summary>Runs what was built or published into <c>out</c>, by its own executable.</summary>
    public Task<Cli.Outcome> RunAsync(params string[] arguments) =>
        Cli.RunAsync(Path.Combine(Folder, "out", "Stranger"), Folder, _feed.Packages, arguments);
}
