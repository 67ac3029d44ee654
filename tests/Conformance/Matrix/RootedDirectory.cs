namespace Mapwright.Conformance.Matrix;

/// <summary>A directory below the root that a platform cannot leave; its paths are relative.</summary>
internal sealed class RootedDirectory : TemporaryDirectory
{
    public RootedDirectory()
    {
        System.IO.Directory.CreateDirectory(OnDisk(Directory));
        try
        {
            Platform = StoragePlatform.Current.Rooted(base.Directory);
        }
        catch (NotSupportedException exception)
        {
            Dispose();
            Assert.Skip(exception.Message);
            throw;
        }
    }

    public override StoragePlatform Platform { get; }

    public override string Directory => "inside";

    public override byte[] Read(string path) => base.Read(OnDisk(path));

    public override void Write(string path, ReadOnlySpan<byte> content) => base.Write(OnDisk(path), content);

    private string OnDisk(string path) => Path.Combine(base.Directory, path);
}
