namespace Mapwright.Core.Tests;

/// <summary>What this process has mapped.</summary>
public static class AddressSpace
{
    public static int MapsOf(string path) =>
        File.ReadLines("/proc/self/maps").Count(line => line.EndsWith(path, StringComparison.Ordinal));
}
