namespace Mapwright;

/// <summary>What one transfer asks for beyond what its file was opened for.</summary>
[Flags]
public enum TransferOptions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The pages leave the cache when the transfer is done. A hint: dropped where the place cannot do it.</summary>
    DontCache = 1,

    /// <summary>Of a write: its bytes, and the metadata needed to read them, are durable when it returns.</summary>
    Durable = 2,

    /// <summary>Of a write: as <see cref="Durable"/>, and all metadata of the file.</summary>
    FullyDurable = 4,

    /// <summary>Of a write: after a power cut all of it is there or none. Needs a file that was opened for <see cref="Caching.Direct"/>.</summary>
    Untorn = 8,

    /// <summary>Of a read: only what needs no waiting for storage, as <see cref="StoragePlatform.TryReadAt"/>.</summary>
    WithoutWaiting = 16,
}
