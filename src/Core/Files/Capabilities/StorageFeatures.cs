namespace Mapwright;

/// <summary>What not every place can do. What is asked for without it is a <see cref="NotSupportedException"/>, or is done another way where the member says so.</summary>
[Flags]
public enum StorageFeatures
{
    /// <summary>Nothing beyond reading, writing and flushing.</summary>
    None = 0,

    /// <summary>Blocks are reserved: <see cref="StorageFileBase.Allocate(long, long)"/>.</summary>
    Allocation = 1 << 0,

    /// <summary>Blocks are given back: <see cref="StorageFileBase.PunchHole"/>.</summary>
    HolePunching = 1 << 1,

    /// <summary>An interval becomes zeros without a transfer: <see cref="StorageFileBase.ZeroRange"/>.</summary>
    ZeroRange = 1 << 2,

    /// <summary>Where a file has data is told: <see cref="StorageFileBase.Extents"/>.</summary>
    Extents = 1 << 3,

    /// <summary>Files share blocks until one of them is changed: <see cref="Reflink"/>.</summary>
    Reflink = 1 << 4,

    /// <summary>The system copies between files by itself; otherwise a copy goes through memory.</summary>
    CopyInside = 1 << 5,

    /// <summary>Reads of cached bytes complete on the caller's thread, without a hop.</summary>
    CachedReads = 1 << 6,

    /// <summary>Transfers past the cache: <see cref="Caching.Direct"/>, aligned as <see cref="StorageCapabilities.Limits"/> says.</summary>
    DirectTransfers = 1 << 7,

    /// <summary>Writes that a power cut does not tear: <see cref="TransferOptions.Untorn"/>, of the lengths that <see cref="StorageCapabilities.Limits"/> says.</summary>
    UntornWrites = 1 << 8,

    /// <summary>Write-back is started without waiting for it: <see cref="StorageFileBase.StartFlush"/>.</summary>
    StartFlush = 1 << 9,

    /// <summary>Locks of whole files.</summary>
    FileLocks = 1 << 10,

    /// <summary>Locks of ranges.</summary>
    RangeLocks = 1 << 11,

    /// <summary>A lock of a range changes between shared and exclusive without being given up on the way.</summary>
    RangeLockConversion = 1 << 12,
}
