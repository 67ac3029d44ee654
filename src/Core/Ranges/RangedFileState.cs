namespace Mapwright;

/// <summary>What an opened <see cref="RangedFileBase"/> is made from; passed through by an adapter's hook.</summary>
public sealed class RangedFileState
{
    internal RangedFileState(FileSystemBase owner, OpenFile file, long length, int alignment, IRangeAllocator allocator)
    {
        Owner = owner;
        File = file;
        Length = length;
        Alignment = alignment;
        Allocator = allocator;
    }

    internal FileSystemBase Owner { get; }

    internal OpenFile File { get; }

    internal long Length { get; }

    internal int Alignment { get; }

    internal IRangeAllocator Allocator { get; }
}
