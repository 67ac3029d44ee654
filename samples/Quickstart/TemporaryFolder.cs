namespace Quickstart;

/// <summary>A fresh directory that is removed with everything in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mapwright-quickstart-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
