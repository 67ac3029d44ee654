namespace Mapwright;

/// <summary>What a write of a block device means to what was written before, and to the disk.</summary>
[Flags]
public enum DeviceWriteOptions
{
    /// <summary>Nothing: the bytes reach the disk with the next flush, or earlier, in any order.</summary>
    None = 0,

    /// <summary>The bytes of this write are durable when it returns; those of others need not be.</summary>
    ForceAccess = 1,

    /// <summary>
    /// All that was written before reaches the disk before any byte of this write does. It need not be durable when the call returns, though on Linux and Windows,
    /// which have no cheaper order, it is.
    /// </summary>
    PreBarrier = 2,
}
