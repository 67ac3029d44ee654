using Mapwright;

namespace KeyValueStore.Storage;

/// <summary>How a store is written. Sizes are bytes.</summary>
internal sealed record StoreOptions
{
    /// <summary>How the journal is created and written.</summary>
    public JournalOptions Journal { get; init; } = new() { SegmentSize = 4 << 20 };

    /// <summary>How far the journal grows until the next checkpoint: it bounds what is kept in memory, and what the next opening has to replay.</summary>
    public long CheckpointEvery { get; init; } = 64 << 20;

    /// <summary>The most that the live keys and values may take. A checkpoint is built in memory, so this is well below what an array holds.</summary>
    public long LargestStore { get; init; } = 1 << 30;
}
