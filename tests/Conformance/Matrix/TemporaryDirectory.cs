namespace Mapwright.Conformance.Matrix;

/// <summary>A directory of the operating system.</summary>
internal sealed class TemporaryDirectory : Place
{
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("mapwright-conformance-");

    public override StoragePlatform Platform => StoragePlatform.Current;

    public override IEnumerable<int> Errors => Enumerable.Range(1, 133);

    public override string Directory => _directory.FullName;

    public override byte[] Read(string path) => File.ReadAllBytes(path);

    public override void Write(string path, ReadOnlySpan<byte> content) => File.WriteAllBytes(path, content);

    public override void Dispose() => _directory.Delete(recursive: true);
}
