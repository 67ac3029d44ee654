using System.IO.Compression;
using System.Reflection.Metadata;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml.Linq;

namespace Mapwright.Packaging.Tests;

/// <summary>What is inside the packages.</summary>
public class PackageContentTests(PackageFeed feed)
{
    public static TheoryData<string> Ids => ["Mapwright.Core", "Mapwright.ThreadPool", "Mapwright.Channels", "Mapwright.IoUring"];

    public static TheoryData<string> AdapterIds => ["Mapwright.ThreadPool", "Mapwright.Channels", "Mapwright.IoUring"];

    [Theory, MemberData(nameof(AdapterIds))]
    public void An_adapter_passes_everything_of_core_on_analyzers_included(string id)
    {
        var dependency = Nuspec(id).Descendants().Single(e => e.Name.LocalName == "dependency");

        ((string?)dependency.Attribute("id")).ShouldBe("Mapwright.Core");
        ((string?)dependency.Attribute("include")).ShouldBe("All");
        dependency.Attribute("exclude").ShouldBeNull();
    }

    [Fact]
    public void Core_carries_generator_analyzers_and_code_fixes() => Entries("Mapwright.Core")
        .Where(e => e.StartsWith("analyzers/", StringComparison.Ordinal)).Order().ShouldBe(
        [
            "analyzers/dotnet/cs/Mapwright.Analyzers.CodeFixes.dll",
            "analyzers/dotnet/cs/Mapwright.Analyzers.dll",
            "analyzers/dotnet/cs/Mapwright.Generators.dll",
        ]);

    [Theory, InlineData("gcc", "linux-x64"), InlineData("aarch64-linux-gnu-gcc", "linux-arm64")]
    public void Core_carries_the_fault_guard_of_each_architecture_that_there_is_a_compiler_for(string compiler, string runtime)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64, "built otherwise elsewhere");
        var places = Environment.GetEnvironmentVariable("PATH")!.Split(':');
        Assert.SkipUnless(places.Any(place => File.Exists(Path.Combine(place, compiler))), $"{compiler} is not installed");
        Entries("Mapwright.Core").ShouldContain($"runtimes/{runtime}/native/libmapwright_guard.so");
    }

    [Theory, MemberData(nameof(Ids))]
    public void Has_library_documentation_readme_licence_and_symbols(string id)
    {
        Entries(id).Intersect([$"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", "README.md", "LICENSE"]).Count().ShouldBe(4);
        ((string?)Nuspec(id).Descendants().Single(e => e.Name.LocalName == "license")).ShouldBe("MIT");
        Entries(id, "snupkg").ShouldContain($"lib/net10.0/{id}.pdb");
    }

    [Theory, MemberData(nameof(Ids))]
    public void Names_sources_by_the_deterministic_root_and_not_by_the_machine_that_built_them(string id)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbImage([.. Content(id, "snupkg", $"lib/net10.0/{id}.pdb")]);
        var reader = provider.GetMetadataReader();
        var sources = reader.Documents.Select(d => reader.GetString(reader.GetDocument(d).Name)).ToList();

        sources.ShouldNotBeEmpty();
        sources.ShouldAllBe(source => source.StartsWith("/_/", StringComparison.Ordinal));
        Encoding.Latin1.GetString(Content(id, "nupkg", $"lib/net10.0/{id}.dll")).ShouldNotContain(Path.GetTempPath());
    }

    private string[] Entries(string id, string extension = "nupkg")
    {
        using var archive = ZipFile.OpenRead(feed.PackageFile(id, extension));
        return [.. archive.Entries.Select(e => e.FullName)];
    }

    private XDocument Nuspec(string id) => XDocument.Load(new MemoryStream(Content(id, "nupkg", $"{id}.nuspec")));

    private byte[] Content(string id, string extension, string entry)
    {
        using var archive = ZipFile.OpenRead(feed.PackageFile(id, extension));
        using var content = archive.GetEntry(entry)!.Open();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
