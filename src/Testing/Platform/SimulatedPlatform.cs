namespace Mapwright.Testing;

/// <summary>
/// A file system in memory behind the platform seam: with mappings, locks, a durable image beside the live one, power
/// cuts and injected failures. A run is repeated by its seed.
/// </summary>
/// <remarks>
/// <para>
/// The disk keeps what was flushed. Of the rest a power cut keeps any part: each sector on its own, with any content
/// that it had since it was durable, later ones without earlier ones; lengths independently of data; names
/// independently of files, until <see cref="FlushDirectory"/>. A truncation is kept with all that it cut off, a rename
/// with both its names.
/// </para>
/// <para>
/// A failed flush behaves as on Linux: it leaves the pages clean, the next flush succeeds without writing anything, and
/// reads show the lost bytes until <see cref="DropCache"/>, a power cut or memory pressure takes them away.
/// </para>
/// <para>
/// Paths are rooted or relative to the root, with "/" between names; "." and ".." are taken out by text. There are no
/// symbolic links. Permissions are kept and not enforced: inject <see cref="SimulatedError.AccessDenied"/>.
/// All members may be called from any thread; runs of several threads are repeated by their seed only as far as the
/// threads take the same turns.
/// </para>
/// </remarks>
public sealed partial class SimulatedPlatform : StoragePlatform
{
    private const int LongestCopy = 64 << 10;

    private readonly Lock _gate = new();
    private readonly SimulatedPlatformOptions _options;
    private readonly Volume _volume;
    private readonly DirectoryTree _tree;
    private readonly HashSet<FileNode> _mapped = [];

    /// <summary>Makes an empty disk.</summary>
    /// <param name="seed">Decides everything that is random.</param>
    public SimulatedPlatform(int seed = 0)
        : this(new SimulatedPlatformOptions { Seed = seed })
    {
    }

    /// <summary>Makes an empty disk.</summary>
    /// <param name="options">How it behaves.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public SimulatedPlatform(SimulatedPlatformOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _volume = new Volume(options);
        _tree = new DirectoryTree(_volume);
    }

    /// <inheritdoc/>
    public override string Name => "simulated";

    /// <inheritdoc/>
    public override int PageSize => _options.PageSize;

    /// <summary>How the platform behaves.</summary>
    public SimulatedPlatformOptions Options => _options;

    /// <summary>The files that are open now; none after a power cut.</summary>
    public int OpenFiles { get; private set; }

    /// <summary>The mappings in use now: neither unmapped nor retired; none after a power cut.</summary>
    public int OpenMappings { get; private set; }

    /// <summary>The mappings that were retired, or would have been if <see cref="Retire(PlatformMapping)"/> could, and were not unmapped yet; none after a power cut.</summary>
    public int RetiredMappings { get; private set; }

    /// <summary>The locks that are held now; none after a power cut.</summary>
    public int HeldLocks { get; private set; }

    /// <summary>The bytes of the disk that files occupy.</summary>
    public long UsedBytes
    {
        get
        {
            lock (_gate)
            {
                return _volume.UsedBytes;
            }
        }
    }

    /// <inheritdoc/>
    protected override IoResult NotSupported => SimulatedErrors.Failure(SimulatedError.NotSupported);

    /// <inheritdoc/>
    public override StorageErrorCode Classify(int error) => SimulatedErrors.Classify(error);

    /// <inheritdoc/>
    public override string Describe(int error) => SimulatedErrors.Describe(error);

    /// <inheritdoc/>
    /// <remarks>Always <c>simulated</c>: flushed data survives <see cref="PowerCut"/>.</remarks>
    public override string DescribeDurability(PlatformFile file) => "simulated";

    private static IoResult Failure(SimulatedError error, long transferred = 0) => SimulatedErrors.Failure(error, transferred);

    private static IoResult Outcome(SimulatedError error) =>
        error == SimulatedError.None ? IoResult.Success() : SimulatedErrors.Failure(error);
}
