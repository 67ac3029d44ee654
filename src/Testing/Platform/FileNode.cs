namespace Mapwright.Testing;

/// <summary>
/// A file: what the system holds of it in memory (this part), what of that is on the disk (<c>Durability</c>,
/// <c>Truncation</c>, <c>Survival</c>), and the window that its shared mappings look through (<c>Mapping</c>).
/// </summary>
internal sealed partial class FileNode : Node
{
    private readonly Volume _volume;
    private readonly HashSet<long> _blocks = [];
    private SparseImage _cached = new();

    public FileNode(Volume volume, UnixFileMode mode)
        : base(volume.NextId(), volume.Now, mode)
    {
        _volume = volume;
        LastWrite = LastAccess = Change = volume.Now;
    }

    /// <summary>The live length. Everything beyond it is zero in the cache.</summary>
    public long Length { get; private set; }

    public long AllocatedLength => (long)_blocks.Count * SparseImage.BlockSize;

    public DateTimeOffset LastWrite { get; private set; }

    public DateTimeOffset LastAccess { get; private set; }

    public DateTimeOffset Change { get; private set; }

    /// <summary>The locks by the open file that holds them.</summary>
    public Dictionary<SimulatedFile, LockMode> Locks { get; } = [];

    public RangeLocks RangeLocks { get; } = new();

    /// <summary>Whether the live tree has a name for the file.</summary>
    public bool IsLinked { get; set; }

    /// <summary>How many files and mappings hold the node open.</summary>
    public int Holders { get; private set; }

    public void Hold() => Holders++;

    public void LetGo()
    {
        Holders--;
        FreeIfUnreachable();
    }

    /// <summary>Gives the space back once nothing leads to the file. The disk may still bring it back after a power cut.</summary>
    public void FreeIfUnreachable()
    {
        if (!IsLinked && Holders == 0)
        {
            FreeBlocksFrom(0);
        }
    }

    public uint UserId { get; private set; }

    public uint GroupId { get; private set; }

    public void SetAttributes(in FileMetadata metadata, FileAspects aspects)
    {
        if (aspects.HasFlag(FileAspects.Owner))
        {
            (UserId, GroupId) = (metadata.UserId, metadata.GroupId);
        }

        if (aspects.HasFlag(FileAspects.Mode))
        {
            Mode = metadata.UnixMode;
        }

        if (aspects.HasFlag(FileAspects.Times))
        {
            (LastAccess, LastWrite) = (metadata.LastAccessTime, metadata.LastWriteTime);
        }

        Change = _volume.Now;
    }

    public int Read(Span<byte> buffer, long offset)
    {
        var count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        _cached.Read(offset, buffer[..count]);
        Warm(offset, count);
        LastAccess = _volume.Now;
        return count;
    }

    public byte[] ReadLive() => _cached.Read(0, (int)Length);

    /// <summary>Writes as much as has room.</summary>
    public IoResult Write(ReadOnlySpan<byte> buffer, long offset)
    {
        var allowed = Math.Clamp(_volume.Options.MaximumFileLength - offset, 0, buffer.Length);
        var granted = Reserve(offset, allowed);
        Store(buffer[..(int)granted], offset);
        if (granted < allowed)
        {
            return SimulatedErrors.Failure(SimulatedError.NoSpace, granted);
        }

        return granted < buffer.Length
            ? SimulatedErrors.Failure(SimulatedError.TooLarge, granted)
            : IoResult.Success(granted);
    }

    public IoResult SetLength(long length)
    {
        if (length > _volume.Options.MaximumFileLength)
        {
            return SimulatedErrors.Failure(SimulatedError.TooLarge);
        }

        if (length > Length)
        {
            Grow(length);
        }
        else if (length < Length)
        {
            Shrink(length);
        }
        else
        {
            FreeBlocksBeyond(length);
        }

        Modified();
        return IoResult.Success();
    }

    /// <summary>Takes blocks for all of an interval or for nothing.</summary>
    public IoResult Allocate(long offset, long length)
    {
        if (length > _volume.Options.MaximumFileLength - offset)
        {
            return SimulatedErrors.Failure(SimulatedError.TooLarge);
        }

        var before = _blocks.ToHashSet();
        if (Reserve(offset, length) < length)
        {
            _volume.FreeBlocks(_blocks.RemoveWhere(block => !before.Contains(block)));
            return SimulatedErrors.Failure(SimulatedError.NoSpace);
        }

        Change = _volume.Now;
        return IoResult.Success();
    }

    private void Store(ReadOnlySpan<byte> bytes, long offset)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (offset + bytes.Length > Length)
        {
            Grow(offset + bytes.Length);
        }

        MarkDirty(offset, bytes.Length);
        _cached.Write(offset, bytes);
        ShowInWindow(offset, bytes);
        Warm(offset, bytes.Length);
        Modified();
    }

    private void Grow(long length)
    {
        ClearWindow(Length, length);
        Length = length;
        _epochs[^1].Grow(length, _volume.Random);
    }

    private void Shrink(long length)
    {
        CutOffSectors(length);
        _cached.Truncate(length);
        ClearWindow(length, Length);
        FreeBlocksBeyond(length);
        Length = length;
    }

    private void Modified() => LastWrite = Change = _volume.Now;

    /// <summary>Takes blocks for an interval from its start on, and returns how many bytes of it have one.</summary>
    private long Reserve(long offset, long length)
    {
        for (var block = offset / SparseImage.BlockSize; block * SparseImage.BlockSize < offset + length; block++)
        {
            if (!_blocks.Contains(block))
            {
                if (!_volume.TryTakeBlock())
                {
                    return Math.Max(0, (block * SparseImage.BlockSize) - offset);
                }

                _blocks.Add(block);
            }
        }

        return length;
    }

    private void FreeBlocksBeyond(long length) => FreeBlocksFrom((length + SparseImage.BlockSize - 1) / SparseImage.BlockSize);

    private void FreeBlocksFrom(long first) => _volume.FreeBlocks(_blocks.RemoveWhere(block => block >= first));
}
