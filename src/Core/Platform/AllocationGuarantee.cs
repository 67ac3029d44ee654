namespace Mapwright;

/// <summary>What reserved blocks promise: whether a later write into them can still find the disk full.</summary>
public enum AllocationGuarantee
{
    /// <summary>Nothing: the place copies on write, or cannot reserve, or is unknown.</summary>
    None = 0,

    /// <summary>Writes into reserved blocks do not run out of space, unless the blocks are shared with a clone of the file.</summary>
    Unshared = 1,

    /// <summary>Writes into reserved blocks do not run out of space.</summary>
    Full = 2,

    /// <summary>The reserved blocks are memory, which is taken at once; writes into them do not run out of it.</summary>
    Memory = 3,
}
