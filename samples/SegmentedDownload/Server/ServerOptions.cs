namespace SegmentedDownload.Server;

/// <summary>What the server serves, and how badly.</summary>
internal sealed record ServerOptions
{
    /// <summary>The length of the file in bytes.</summary>
    public long Length { get; init; } = 64 << 20;

    /// <summary>Decides the content, and which requests are hurt.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many of a hundred answers break off in the middle.</summary>
    public int Drops { get; init; }

    /// <summary>How many of a hundred answers stall for a while in the middle.</summary>
    public int Stalls { get; init; }

    /// <summary>Whether parts of the file can be asked for.</summary>
    public bool HasRanges { get; init; } = true;

    /// <summary>After how many served bytes the file becomes another one, of another length.</summary>
    public long ChangeAfter { get; init; } = long.MaxValue;
}
