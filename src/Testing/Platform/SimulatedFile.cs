namespace Mapwright.Testing;

/// <summary>What a power cut makes invalid.</summary>
internal interface IHandle
{
    /// <summary>The boot that the handle belongs to.</summary>
    int Boot { get; }

    bool IsClosed { get; }
}

/// <summary>An open file of a simulated platform.</summary>
internal sealed class SimulatedFile(FileNode node, string path, FileRights rights, int boot) : PlatformFile, IHandle
{
    public FileNode Node { get; } = node;

    public string Path { get; } = path;

    public FileRights Rights { get; } = rights;

    public Durability Durability { get; init; }

    public int Boot { get; } = boot;

    public bool IsClosed { get; set; }
}

/// <summary>A mapping of a simulated platform.</summary>
internal sealed class SimulatedMapping(SimulatedFile file, in MapRequest request, NativePages pages, nint address) : PlatformMapping, IHandle
{
    public override nint Address { get; } = address;

    public override long Length { get; } = request.Length;

    public FileNode Node { get; } = file.Node;

    public string Path { get; } = file.Path;

    public MappingKind Kind { get; } = request.Kind;

    /// <summary>The offset in the file.</summary>
    public long Offset { get; } = request.Offset;

    /// <summary>Keeps the memory; shared mappings of a file share it.</summary>
    public NativePages Pages { get; } = pages;

    public int Boot { get; } = file.Boot;

    public bool IsClosed => State == MappingState.Unmapped;

    public bool IsShared => Kind != MappingKind.CopyOnWrite;

    /// <summary>Whether stores reach the file.</summary>
    public bool IsLive => IsShared && State == MappingState.Open;

    public MappingState State { get; set; }
}

/// <summary>What became of a mapping.</summary>
internal enum MappingState
{
    Open = 0,

    /// <summary>Was to be retired, and keeps the file because it shares its pages.</summary>
    Abandoned = 1,

    /// <summary>Has let the file go and keeps its pages.</summary>
    Retired = 2,

    Unmapped = 3,
}
