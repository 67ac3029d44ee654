namespace Mapwright.Testing;

/// <summary>An open directory of a simulated platform.</summary>
internal sealed class SimulatedDirectory(string path, DirectoryEntry[] entries, int boot) : PlatformFile, IHandle
{
    private int _taken;

    public string Path { get; } = path;

    public int Boot { get; } = boot;

    public bool IsClosed { get; set; }

    /// <summary>The next entries, at most this many.</summary>
    public DirectoryEntry[] Take(int most)
    {
        var taken = entries[_taken..Math.Min(_taken + most, entries.Length)];
        _taken += taken.Length;
        return taken;
    }
}
