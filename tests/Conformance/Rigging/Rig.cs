using Mapwright.Conformance.Matrix;

namespace Mapwright.Conformance.Rigging;

/// <summary>What one test works on: a file system of one adapter on one platform, and an empty directory.</summary>
/// <remarks>Its disposal checks what holds after every test: no file and no mapping is left open.</remarks>
internal sealed partial class Rig : IAsyncDisposable
{
    /// <summary>How long anything that must happen may take.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Place _place;
    private readonly bool _ownsPlace;
    private readonly Adapter.Running _adapter;
    private readonly Lazy<Rig> _elsewhere;

    public Rig(Setup setup)
        : this(setup, setup.Place.Create(), ownsPlace: true)
    {
    }

    private Rig(Setup setup, Place place, bool ownsPlace)
    {
        Setup = setup;
        _place = place;
        _ownsPlace = ownsPlace;
        _elsewhere = new Lazy<Rig>(() => new Rig(setup, place, ownsPlace: false));
        Platform = new ProbedPlatform(_place.Platform, _place.Errors);
        _adapter = setup.Adapter.Create(Platform);
    }

    public Setup Setup { get; }

    public ProbedPlatform Platform { get; }

    public IScheduler Scheduler => _adapter.Scheduler;

    public FileSystemBase FileSystem => _adapter.FileSystem;

    public string Directory => _place.Directory;

    /// <summary>The same files, as another process sees them: the two file systems have nothing in common but the platform.</summary>
    public FileSystemBase Elsewhere() => _elsewhere.Value.FileSystem;

    /// <summary>The path of a name in the directory.</summary>
    public string PathOf(string name) => Path.Combine(Directory, name);

    /// <summary>Makes a file with this content.</summary>
    /// <returns>Its path.</returns>
    public string Put(ReadOnlySpan<byte> content, string name = "file")
    {
        var path = PathOf(name);
        _place.Write(path, content);
        return path;
    }

    /// <summary>The content of a file, read past everything that is tested.</summary>
    public byte[] Content(string path) => _place.Read(path);

    /// <summary>Makes a file with this content and opens it for reading and writing.</summary>
    public StorageFileBase OpenNew(ReadOnlySpan<byte> content, string name = "file") => FileSystem.OpenWrite(Put(content, name));

    /// <summary>Bytes that differ from their neighbours at every power of two, so that a wrong offset shows.</summary>
    public static byte[] Bytes(int count, int seed = 0)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Shuts the scheduler down.</summary>
    public Task ShutDown() => _adapter.ShutDown();

    public async ValueTask DisposeAsync()
    {
        if (_elsewhere.IsValueCreated)
        {
            await _elsewhere.Value.DisposeAsync();
        }

        await ShutDown();
        if (_ownsPlace)
        {
            _place.Dispose();
        }

        Platform.OpenFiles.ShouldBe(0, "files were left open");
        Platform.Mappings.ShouldBe(0, "mappings were left");
    }
}
