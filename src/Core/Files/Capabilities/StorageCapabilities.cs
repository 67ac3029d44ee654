namespace Mapwright;

/// <summary>What a place can do, as <see cref="FileSystemBase.Probe"/> found by trying it.</summary>
/// <remarks>Whether a device tears a sector whose write the power cut, no system tells.</remarks>
public sealed record StorageCapabilities
{
    /// <summary>The kind of file system as the system calls it, for example <c>ext4</c>; empty where it does not tell.</summary>
    public required string FileSystemType { get; init; }

    /// <summary>Whether it is laid over others, so that the first change of a file copies it.</summary>
    public bool IsOverlay => FileSystemType == "overlay";

    /// <summary>Whether what is flushed is lost with the power all the same: the place is memory.</summary>
    public required bool IsVolatile { get; init; }

    /// <summary>What a flush really does: see <see cref="FileBackedObject.ActiveDurability"/>.</summary>
    public required string Durability { get; init; }

    /// <summary>What transfers past the cache must be multiples of, and the longest untorn write.</summary>
    public required TransferLimits Limits { get; init; }

    /// <summary>The sectors of the device; 0 where the place has no single device, or the system does not tell.</summary>
    public required SectorSizes Sectors { get; init; }

    /// <summary>What reserved blocks promise.</summary>
    public required AllocationGuarantee AllocationGuarantee { get; init; }

    /// <summary>What else it can do.</summary>
    public required StorageFeatures Features { get; init; }

    /// <summary>Whether it can do all of some things.</summary>
    /// <param name="features">The things.</param>
    /// <returns>Whether it can.</returns>
    public bool Has(StorageFeatures features) => (Features & features) == features;
}
