namespace Mapwright;

/// <summary>A point in the writes of a file: everything that was written to it before the mark was taken.</summary>
/// <remarks>Marks of one file are ordered: a later one covers the earlier ones.</remarks>
public readonly record struct DurabilityMark
{
    internal DurabilityMark(Inode inode, long flush)
    {
        Inode = inode;
        Flush = flush;
    }

    /// <summary>The file; null in a mark that was not taken from any.</summary>
    internal Inode? Inode { get; }

    /// <summary>The first flush that covers it.</summary>
    internal long Flush { get; }
}
