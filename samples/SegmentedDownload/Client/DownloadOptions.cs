namespace SegmentedDownload.Client;

/// <summary>How a file is fetched.</summary>
internal sealed record DownloadOptions
{
    /// <summary>What the lengths of segments are multiples of, in bytes.</summary>
    public const int Alignment = 4096;

    /// <summary>How many segments are fetched at a time.</summary>
    public int Workers { get; init; } = 12;

    /// <summary>The length of a segment in bytes: what a worker fetches and makes durable in one go. A multiple of <see cref="Alignment"/>.</summary>
    public int SegmentLength { get; init; } = 1 << 20;

    /// <summary>How long a worker waits for the next bytes before it asks again.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a worker asks again in a row without having got a byte.</summary>
    public int Attempts { get; init; } = 8;

    /// <summary>Whether what is there of an earlier version is thrown away.</summary>
    public bool Restart { get; init; }
}
