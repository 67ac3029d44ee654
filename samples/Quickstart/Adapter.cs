using Mapwright;

namespace Quickstart;

/// <summary>A scheduler adapter, seen as the one thing that the rest of the program needs of it.</summary>
/// <param name="Name">The namespace of the adapter's types.</param>
/// <param name="Files">Its file system.</param>
internal sealed record Adapter(string Name, FileSystemBase Files)
{
    /// <summary>Every adapter that this program copies with: this is the only place that names one.</summary>
    /// <exception cref="PlatformNotSupportedException">This operating system has no platform.</exception>
    public static IReadOnlyList<Adapter> All() =>
    [
        new("Mapwright.Pooled", Mapwright.Pooled.FileSystem.Default),
        new("Mapwright.Channeled", Mapwright.Channeled.FileSystem.Default),
        new("Acme.Storage", Acme.Storage.FileSystem.Default),
    ];
}
