namespace Mapwright.Generators.Tests.Running;

/// <summary>A path in a folder of its own, which goes away with it.</summary>
public sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mapwright-");

    /// <summary>Makes the file.</summary>
    /// <param name="content">Its bytes; not made when null.</param>
    public TemporaryFile(byte[]? content = null)
    {
        if (content is not null)
        {
            File.WriteAllBytes(Path, content);
        }
    }

    /// <summary>The path.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "file");

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
