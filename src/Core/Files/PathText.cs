namespace Mapwright;

/// <summary>Names and parents by the text of a path alone: no link is followed.</summary>
internal static class PathText
{
    /// <summary>The directory that holds a name; <see langword="null"/> for a root, <c>.</c> or <c>..</c>, which none holds by that name.</summary>
    public static string? ParentOf(string path) =>
        NameOf(path) is "" or "." or ".." ? null
        : Path.GetDirectoryName(Trimmed(path)) is { Length: > 0 } parent ? parent
        : ".";

    /// <summary>The last name of a path.</summary>
    public static string NameOf(string path) => Path.GetFileName(Trimmed(path));

    private static string Trimmed(string path) => path.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
}
