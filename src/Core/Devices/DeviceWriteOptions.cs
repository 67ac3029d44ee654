namespace Mapwright;

/// <summary>What a write of a block device means to what was written before, and to the disk.</summary>
[Flags]
public enum DeviceWriteOptions
{
    /// <summary>Nothing: the bytes reach the disk with the next flush, or earlier, in any order.</summary>
    None = 0,

    /// <summary>The bytes of this write are durable when it returns; those of others need not be.</summary>
    ForceAccess = 1,

    /// <summary>All that was written before is durable before the first byte of this write can reach the disk.</summary>
    PreBarrier = 2,
}
