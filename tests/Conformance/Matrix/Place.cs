namespace Mapwright.Conformance.Matrix;

/// <summary>A platform and a directory on it, for one test.</summary>
internal abstract class Place : IDisposable
{
    /// <summary>What does the I/O.</summary>
    public abstract StoragePlatform Platform { get; }

    /// <summary>The platform's error numbers.</summary>
    public abstract IEnumerable<int> Errors { get; }

    /// <summary>An empty directory.</summary>
    public abstract string Directory { get; }

    /// <summary>Reads a whole file past everything that is tested.</summary>
    public abstract byte[] Read(string path);

    /// <summary>Makes a file past everything that is tested.</summary>
    public abstract void Write(string path, ReadOnlySpan<byte> content);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>A kind of <see cref="Place"/>.</summary>
/// <param name="Name">Its name in the results.</param>
/// <param name="Create">Makes one.</param>
/// <param name="AllocatesNothing">Whether its primitives allocate nothing.</param>
internal sealed record PlaceKind(string Name, Func<Place> Create, bool AllocatesNothing)
{
    /// <summary>Whether it is the platform of the operating system, with other paths: then one adapter shows what there is to see.</summary>
    public bool IsVariant { get; init; }

    /// <summary>Whether its files are the system's.</summary>
    public bool IsReal => this == Places.OperatingSystem || IsVariant;

    public override string ToString() => Name;
}

/// <summary>The platforms that every suite runs on. One line adds a platform.</summary>
internal static class Places
{
    public static readonly PlaceKind OperatingSystem = new("operating system", () => new TemporaryDirectory(), AllocatesNothing: true);

    /// <summary>Only Linux has such a platform.</summary>
    private static PlaceKind[] Rooted =>
        System.OperatingSystem.IsLinux() ? [new("rooted", () => new RootedDirectory(), AllocatesNothing: false) { IsVariant = true }] : [];

    public static readonly PlaceKind[] All =
    [
        OperatingSystem,
        new("simulated", () => new SimulatedDirectory(), AllocatesNothing: false),
        .. Rooted,
    ];
}
