namespace Mapwright.Testing;

/// <summary>Paths of a simulated platform: rooted, with "/" between names, without "." and "..".</summary>
internal static class SimulatedPath
{
    private const int LongestName = 255;

    /// <summary>Splits a path into its names; ".." is taken out by text, as there are no links.</summary>
    public static SimulatedError Split(string path, out IReadOnlyList<string> names)
    {
        var result = new List<string>();
        names = result;
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            return SimulatedError.MalformedPath;
        }

        // On Windows both separators are usual, also in paths that a test builds with Path.Combine.
        foreach (var name in path.Split('/', Path.DirectorySeparatorChar))
        {
            switch (name)
            {
                case "" or ".":
                    break;
                case "..":
                    if (result.Count > 0)
                    {
                        result.RemoveAt(result.Count - 1);
                    }

                    break;
                default:
                    if (name.Length > LongestName)
                    {
                        return SimulatedError.NameTooLong;
                    }

                    result.Add(name);
                    break;
            }
        }

        return SimulatedError.None;
    }

    public static string Join(IEnumerable<string> names) => "/" + string.Join('/', names);

    /// <summary>The normal form of a path; the path itself where it has none.</summary>
    public static string ForMessages(string path) => Split(path, out var names) == SimulatedError.None ? Join(names) : path;
}
