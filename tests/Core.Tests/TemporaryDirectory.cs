namespace Mapwright.Core.Tests;

/// <summary>A directory of one test, with everything in it removed afterwards.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory(string? parent = null) =>
        Path = parent is null
            ? Directory.CreateTempSubdirectory("mapwright-").FullName
            : Directory.CreateDirectory(System.IO.Path.Combine(parent, System.IO.Path.GetRandomFileName())).FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string File(string name, byte[] content)
    {
        System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>Bytes that differ from their neighbours, from page to page and from zero.</summary>
    public static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)(1 + ((i + (i >> 12)) % 251));
        }

        return bytes;
    }
}
