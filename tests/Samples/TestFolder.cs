namespace Mapwright.Samples.Tests;

/// <summary>A folder of one test, with a space in its path.</summary>
public sealed class TestFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mapwright samples ").FullName;

    public TestFolder() => Directory.CreateDirectory(Temporary);

    public string Source => Path.Combine(_root, "the source");

    public string Destination => Path.Combine(_root, "the destination");

    /// <summary>Where the sample puts its temporary files.</summary>
    public string Temporary => Path.Combine(_root, "temporary");

    public Injection Injection => new(_root);

    public static string[] AdapterNames { get; } = ["Acme.Storage", "Mapwright.Channeled", "Mapwright.Pooled"];

    /// <summary>The quickstart, from the source to the destination.</summary>
    public string[] Quickstart => Sample.Command("Quickstart", Source, Destination);

    /// <summary>What is in the destination, but for the lock file that stays.</summary>
    public IEnumerable<string> Copies => Directory.Exists(Destination)
        ? Directory.EnumerateFileSystemEntries(Destination).Select(e => Path.GetFileName(e)!).Where(n => n != ".lock").Order(StringComparer.Ordinal)
        : [];

    public string SourceFile(string name, int length = 100)
    {
        var path = Path.Combine(Source, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var content = new byte[length];
        new Random(name.Length).NextBytes(content);
        File.WriteAllBytes(path, content);
        return path;
    }

    public Sample Start(params IEnumerable<string> command) => Sample.Start(Temporary, command);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
