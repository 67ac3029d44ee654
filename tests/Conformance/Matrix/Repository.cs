using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Mapwright.Conformance.Matrix;

/// <summary>The project files of the repository.</summary>
internal static class Repository
{
    private static readonly string s_root = Root();

    /// <summary>The projects in the folders of a folder, as full paths.</summary>
    public static string[] Projects(string folder, string folders) =>
    [
        .. Directory.EnumerateDirectories(Path.Combine(s_root, folder), folders).SelectMany(path => Directory.EnumerateFiles(path, "*.csproj")),
    ];

    /// <summary>What a project references, as full paths.</summary>
    public static string[] ProjectReferences(string project)
    {
        var path = Path.Combine(s_root, project);
        return
        [
            .. XDocument.Load(path).Descendants("ProjectReference")
                .Select(reference => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, reference.Attribute("Include")!.Value))),
        ];
    }

    private static string Root([CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../.."));
}
