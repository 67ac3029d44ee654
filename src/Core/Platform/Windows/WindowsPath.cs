namespace Mapwright;

/// <summary>Paths as the system takes them: UTF-16, and in the extended form where the plain one would be too long.</summary>
internal static class WindowsPath
{
    /// <summary>Longer paths need the extended form; less than the limit of 260 by the 12 characters that a directory must leave.</summary>
    private const int LongestPlain = 247;

    private const string Extended = @"\\?\";
    private const string ExtendedUnc = @"\\?\UNC\";

    /// <summary>The path to pass on; <see langword="null"/> when there is none.</summary>
    public static string? Encode(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        if (path.StartsWith(Extended, StringComparison.Ordinal))
        {
            return path;
        }

        // Absolute in any case: a relative path is limited by the length that it expands to.
        var full = Path.GetFullPath(path);
        return full.Length <= LongestPlain || full.StartsWith(@"\\.\", StringComparison.Ordinal) ? full
            : full.StartsWith(@"\\", StringComparison.Ordinal) ? string.Concat(ExtendedUnc, full.AsSpan(2))
            : Extended + full;
    }
}
