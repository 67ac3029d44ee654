using System.Globalization;

namespace Mapwright.Core.Tests;

/// <summary>What this process has mapped.</summary>
public static class AddressSpace
{
    public static int MapsOf(string path) =>
        File.ReadLines("/proc/self/maps").Count(line => line.EndsWith(path, StringComparison.Ordinal));

    /// <summary>The kibibytes of a mapped path that need no fault any more to be touched.</summary>
    public static int PresentOf(string path) => File.ReadLines("/proc/self/smaps")
        .SkipWhile(line => !line.EndsWith(path, StringComparison.Ordinal))
        .Where(line => line.StartsWith("Rss:", StringComparison.Ordinal))
        .Select(line => int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
        .First();
}
