using System.Reflection;
using Mapwright.Packaging.Tests;

[assembly: AssemblyFixture(typeof(PackageFeed))]

namespace Mapwright.Packaging.Tests;

/// <summary>
/// The packages of this tree in a local feed, made once for all tests: <see cref="Version"/> of everything, and
/// <see cref="NextVersion"/> of Core alone, which has one operation and one surface more.
/// </summary>
/// <remarks>
/// They are packed from a copy of the sources, so that no output of the tree is replaced, and restored into a folder of their
/// own, so that no cache answers for what was just packed.
/// </remarks>
public sealed class PackageFeed : IAsyncLifetime
{
    private readonly string _unique = Guid.NewGuid().ToString("N")[..8];
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("mapwright packages ");

    public static string RepositoryRoot { get; } = typeof(PackageFeed).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == nameof(RepositoryRoot)).Value!;

    public string Version => $"0.1.0-packed.{_unique}";

    public string NextVersion => $"0.1.1-packed.{_unique}";

    /// <summary>The folder that the packages are in.</summary>
    public string Feed => Path.Combine(_root.FullName, "feed");

    /// <summary>The folder that restores extract packages to.</summary>
    public string Packages => Path.Combine(_root.FullName, "packages");

    public string PackageFile(string id, string extension = "nupkg") => Path.Combine(Feed, $"{id}.{Version}.{extension}");

    private string Tree => Path.Combine(_root.FullName, "tree");

    /// <summary>A new folder for a project that has nothing to do with the tree.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_root.FullName, "projects", name)).FullName;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Feed);
        await File.WriteAllTextAsync(Path.Combine(_root.FullName, "nuget.config"), NuGetConfig());
        CopySources();
        await PackAsync(Version, "Core/Mapwright.Core", "Adapters.ThreadPool/Mapwright.ThreadPool", "Adapters.Channels/Mapwright.Channels", "Adapters.IoUring/Mapwright.IoUring");
        foreach (var addition in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "NextCore")))
        {
            File.Copy(addition, Path.Combine(Tree, "src", "Core", Path.GetFileName(addition)));
        }

        await PackAsync(NextVersion, "Core/Mapwright.Core");
    }

    public ValueTask DisposeAsync()
    {
        _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task PackAsync(string version, params string[] projects)
    {
        var list = string.Concat(projects.Select(p => $"<Packed Include=\"src/{p}.csproj\" />"));
        await File.WriteAllTextAsync(Path.Combine(Tree, "pack.proj"), $"""
            <Project>
              <ItemGroup>{list}</ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Packed)" Targets="Restore" Properties="MSBuildIsRestoring=true" /></Target>
              <Target Name="Pack"><MSBuild Projects="@(Packed)" Targets="Pack" /></Target>
            </Project>
            """);
        (await Cli.DotnetAsync(
            Tree, Packages, "msbuild", "pack.proj", "-restore", "-t:Pack", "-v:q", "-nologo", "-p:Configuration=Release",
            "-p:ContinuousIntegrationBuild=true", $"-p:PackageOutputPath={Feed}", $"-p:Version={version}")).Succeeded();
    }

    private void CopySources()
    {
        var sources = new[] { "*.props", "*.targets", "global.json", ".editorconfig", "README.md", "LICENSE" }
            .SelectMany(pattern => Directory.EnumerateFiles(RepositoryRoot, pattern))
            .Concat(Directory.EnumerateFiles(Path.Combine(RepositoryRoot, "src"), "*", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(RepositoryRoot, path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj"]).Any());
        foreach (var source in sources)
        {
            var copy = Path.Combine(Tree, source);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(RepositoryRoot, source), copy);
        }
    }

    // What this machine has restored already is not fetched again; what is packed here is found nowhere else.
    private string NuGetConfig()
    {
        var machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var fallback = Directory.Exists(machine) ? $"<add key=\"machine\" value=\"{machine}\" />" : "";
        return $"""
            <configuration>
              <packageSources><add key="tree" value="{Feed}" /></packageSources>
              <fallbackPackageFolders>{fallback}</fallbackPackageFolders>
            </configuration>
            """;
    }
}
