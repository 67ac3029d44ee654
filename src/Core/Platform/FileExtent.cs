namespace Mapwright;

/// <summary>An interval of a file that holds data; between extents are holes, which read as zeros and occupy nothing.</summary>
/// <param name="Offset">Where it starts, in bytes.</param>
/// <param name="Length">Its length in bytes.</param>
public readonly record struct FileExtent(long Offset, long Length)
{
    /// <summary>The offset of the first byte after it.</summary>
    public long End => Offset + Length;
}
