namespace Mapwright.Core.Tests.Mapping;

/// <summary>A file system with faults on request, and a file of a known pattern.</summary>
public abstract class MappingTest : IDisposable
{
    protected const int Length = 20_000;

    protected MappingTest()
    {
        Files = new CallerFileSystem(Platform);
        Path = Folder.File("mapped", Content);
    }

    protected TemporaryDirectory Folder { get; } = new();

    protected FaultingPlatform Platform { get; } = new();

    protected CallerFileSystem Files { get; }

    protected string Path { get; }

    protected byte[] Content { get; } = TemporaryDirectory.Pattern(Length);

    protected byte[] OnDisk => File.ReadAllBytes(Path);

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
