namespace Mapwright;

/// <summary>A file in memory, for reading and writing; shared with the file, or a private copy of its bytes.</summary>
/// <remarks>
/// As <see cref="MappedFileBase"/>. Concurrent writes of the same bytes leave either's, mixed. Writes reach the file at some
/// time, and are durable after <see cref="Flush"/>; disposing does not flush. Writes to a copy-on-write mapping never reach
/// the file.
/// <para>
/// A value that the disk has no room for is reported where <see cref="MappedFileBase.FaultsAreReported"/>, a store through a
/// span only by <see cref="MappedFileBase.HasFaulted"/> and the next flush. A file with reserved blocks has the room.
/// </para>
/// </remarks>
[Surface("MutableMappedFile")]
public abstract partial class MutableMappedFileBase : MappedFileBase
{
    /// <summary>Whose failed flush refuses stores; none for a private copy.</summary>
    private Inode? _inode;

    /// <summary>Takes over a mapped file.</summary>
    /// <param name="state">What was mapped.</param>
    protected MutableMappedFileBase(MappedFileState state)
        : base(state)
    {
        _inode = IsCopyOnWrite ? null : File.Inode;
    }

    /// <inheritdoc cref="MappedFileBase.Span"/>
    [Borrows]
    public new Span<byte> Span
    {
        get
        {
            MappedRegion region;
            Span<byte> span;
            do
            {
                region = Region;
                span = Whole;
            }
            while (!IsForStores(region, nameof(Span)));
            return span;
        }
    }

    /// <inheritdoc cref="MappedFileBase.Slice"/>
    [Borrows, RangeOf(nameof(offset), Length = nameof(length))]
    public new Span<byte> Slice(long offset, int length)
    {
        MappedRegion region;
        Span<byte> span;
        do
        {
            region = Region;
            span = Part(offset, length);
        }
        while (!IsForStores(region, nameof(Slice)));
        return span;
    }

    /// <inheritdoc cref="MappedFileBase.Lease"/>
    [Borrows, Acquires]
    [return: MustUse]
    public new MutableMapLease Lease() => LeaseForStores(LeaseRegion(), nameof(Lease));

    private bool IsRefused => IsFrozen || _inode?.FirstCause is not null;

    private protected sealed override void UseInode() => _inode = File.Inode;

    private protected sealed override void FlushBeforeClose()
    {
        if (Options.FlushOnDispose)
        {
            FlushInside(0, null, nameof(Dispose));
        }
    }

    /// <summary>Enters for a write into the mapping.</summary>
    private void EnterForStore(string operation)
    {
        if (IsCopyOnWrite)
        {
            Enter();
        }
        else
        {
            EnterForWrite(operation);
        }
    }
}
