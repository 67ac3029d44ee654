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
        WriteBack(static (platform, file, write) => platform.WriteDurableAt(file, write.Bytes, write.Place), new PlacedBytes(bytes, place), Inode, operation, offset ?? place);

    /// <summary>Runs a primitive that waits for write-back.</summary>
    /// <param name="primitive">The primitive.</param>
    /// <param name="argument">For the primitive.</param>
    /// <param name="inode">What the file was before it was renewed, if that is what is to be durable.</param>
    /// <param name="operation">For messages.</param>
    /// <param name="offset">For messages.</param>
    /// <exception cref="StorageException">It failed, or the inode is poisoned, or was meanwhile.</exception>
    public void WriteBack<T>(Func<StoragePlatform, PlatformFile, T, IoResult> primitive, T argument, Inode inode, string operation, long? offset = null)
        where T : allows ref struct
    {
        ThrowIfPoisoned(inode, operation);
        var number = inode.WriteBacks.Begin();
        try
        {
            CheckWriteBack(primitive(Platform, Handle, argument), operation, offset);
        }
        finally
        {
            inode.WriteBacks.End(number);
        }

        inode.WriteBacks.WaitForOthers();
        ThrowIfPoisoned(inode, operation);
    }

    private readonly ref struct PlacedBytes(ReadOnlySpan<byte> bytes, long place)
    {
        public ReadOnlySpan<byte> Bytes { get; } = bytes;

        public long Place { get; } = place;
    }
}
