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

    /// <summary>Reads a whole file that may be open elsewhere; on Windows <see cref="System.IO.File.ReadAllBytes"/> would be refused.</summary>
    public static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    /// <summary>Makes a symbolic link; a test that may not is skipped.</summary>
    public string Link(string name, string target)
    {
        try
        {
            System.IO.File.CreateSymbolicLink(File(name), target);
        }
        catch (Exception exception) when (OperatingSystem.IsWindows())
        {
            Assert.Skip($"symbolic links cannot be made here: {exception.Message}");
        }

        if (OperatingSystem.IsWindows() && new FileInfo(File(name)).LinkTarget is null)
        {
            Assert.Skip("symbolic links cannot be made here");
        }

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
