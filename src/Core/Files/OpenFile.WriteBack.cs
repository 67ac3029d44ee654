namespace Mapwright;

/// <summary>What waits for write-back: its failure poisons the inode, and its success is only taken for one when no other was told of a failure meanwhile.</summary>
internal sealed partial class OpenFile
{
    /// <summary>Makes what was written durable, and the metadata that is needed to read it.</summary>
    public void FlushData(string operation) => WriteBack(static (platform, file, _) => platform.FlushData(file), default(None), Inode, operation);

    /// <summary>Makes what was written durable, and all metadata.</summary>
    public void FlushAll(string operation) => WriteBack(static (platform, file, _) => platform.FlushAll(file), default(None), Inode, operation);

    /// <summary>Writes, durably.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="place">The offset in the file.</param>
    /// <param name="operation">For messages.</param>
    /// <param name="offset">For messages: the offset as the caller gave it, if that is another.</param>
    public void WriteDurable(ReadOnlySpan<byte> bytes, long place, string operation, long? offset = null) =>
        WriteBack(static (platform, file, write) => platform.WriteDurableAt(file, write.Bytes, write.Place), new PlacedBytes(bytes, place), Inode, operation, offset ?? place, isFlush: false);

    /// <summary>Runs a primitive that waits for write-back.</summary>
    /// <param name="primitive">The primitive.</param>
    /// <param name="argument">For the primitive.</param>
    /// <param name="inode">What the file was before it was renewed, if that is what is to be durable.</param>
    /// <param name="operation">For messages.</param>
    /// <param name="offset">For messages.</param>
    /// <param name="isFlush">Whether it is about what was written before, and not about bytes of its own.</param>
    /// <exception cref="StorageException">It failed, or the inode is poisoned, or was meanwhile.</exception>
    public void WriteBack<T>(
        Func<StoragePlatform, PlatformFile, T, IoResult> primitive, T argument, Inode inode, string operation, long? offset = null, bool isFlush = true)
        where T : allows ref struct
    {
        ThrowIfPoisoned(inode, operation);
        var number = inode.WriteBacks.Begin();
        try
        {
            CheckWriteBack(primitive(Platform, Handle, argument), operation, offset, isFlush);
        }
        finally
        {
            inode.WriteBacks.End(number);
        }

        inode.WriteBacks.WaitForOthers();
        ThrowIfPoisoned(inode, operation);
    }

    /// <summary>Counts a write among the write-backs, if it is to be durable: its success is one after <see cref="DurableWrite.Conclude"/>, and not before.</summary>
    /// <remarks>What always goes past the cache is told of its own failure, and not whoever asks first: it waits for nobody.</remarks>
    public DurableWrite BeginWrite(Durability durability) =>
        durability == Durability.None || Caching == Caching.Direct ? default : new DurableWrite(this, Inode);

    /// <summary>A write that is durable when it returns, from before its primitive until after its outcome was told.</summary>
    public ref struct DurableWrite(OpenFile file, Inode inode)
    {
        private readonly OpenFile? _file = file;
        private readonly Inode _inode = inode;
        private long _number = inode.WriteBacks.Begin();

        /// <summary>Waits for the write-backs of others that are under way.</summary>
        /// <exception cref="StorageException">One of them was told of a failure.</exception>
        public void Conclude(string operation)
        {
            Dispose();
            if (_file is not null)
            {
                _inode.WriteBacks.WaitForOthers();
                _file.ThrowIfPoisoned(_inode, operation);
            }
        }

        public void Dispose()
        {
            if (_number != 0)
            {
                _inode.WriteBacks.End(_number);
                _number = 0;
            }
        }
    }

    private readonly ref struct PlacedBytes(ReadOnlySpan<byte> bytes, long place)
    {
        public ReadOnlySpan<byte> Bytes { get; } = bytes;

        public long Place { get; } = place;
    }
}
