namespace Mapwright.Conformance.Matrix;

/// <summary>A directory of the operating system.</summary>
internal class TemporaryDirectory : Place
{
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("mapwright-conformance-");

    public override StoragePlatform Platform => StoragePlatform.Current;

    public override IEnumerable<int> Errors => OperatingSystem.IsWindows() ? Enumerable.Range(-4, 5_000) : Enumerable.Range(1, 133);

    public override string Directory => _directory.FullName;

    public override byte[] Read(string path)
    {
        // A shared open: on Windows another one would be refused while the file is open for writing.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    public override void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.Write(content);
    }

    public override void Dispose() => _directory.Delete(recursive: true);
}
