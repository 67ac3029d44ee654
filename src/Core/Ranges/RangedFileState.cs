namespace Mapwright;

/// <summary>What an opened <see cref="RangedFileBase"/> is made from; passed through by an adapter's hook.</summary>
public sealed class RangedFileState
{
    internal RangedFileState(FileSystemBase owner, OpenFile file, long length, int alignment, IRangeAllocator allocator, long kept)
    {
        Owner = owner;
        File = file;
        Length = length;
        Alignment = alignment;
        Allocator = allocator;
        Kept = kept;
    }

    internal FileSystemBase Owner { get; }

    internal OpenFile File { get; }

    internal long Length { get; }

    internal int Alignment { get; }

    internal IRangeAllocator Allocator { get; }

    /// <summary>The bytes at the beginning that the file was opened with: what is known of them is only what is written from now on.</summary>
    internal long Kept { get; }
}
