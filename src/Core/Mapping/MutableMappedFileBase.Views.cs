namespace Mapwright;

public abstract partial class MutableMappedFileBase
{
    /// <inheritdoc cref="MappedFileBase.Memory"/>
    [Borrows]
    public new Memory<byte> Memory
    {
        get
        {
            MappedRegion region;
            Memory<byte> memory;
            do
            {
                region = Region;
                memory = WholeMemory;
            }
            while (!IsForStores(region, nameof(Memory)));
            return memory;
        }
    }

    /// <inheritdoc cref="MappedFileBase.AsMemory"/>
    [Borrows, RangeOf(nameof(offset), Length = nameof(length))]
    public new Memory<byte> AsMemory(long offset, int length)
    {
        MappedRegion region;
        Memory<byte> memory;
        do
        {
            region = Region;
            memory = PartMemory(offset, length);
        }
        while (!IsForStores(region, nameof(AsMemory)));
        return memory;
    }

    /// <inheritdoc cref="MappedFileBase.Cast{T}"/>
    [Borrows]
    public new Span<T> Cast<T>(long offset, int count)
        where T : unmanaged
    {
        MappedRegion region;
        Span<T> values;
        do
        {
            region = Region;
            values = CastPart<T>(offset, count);
        }
        while (!IsForStores(region, nameof(Cast)));
        return values;
    }

    /// <summary>A cursor that writes from the first byte on. It holds the mapping as a <see cref="Lease"/> does, and does not grow it.</summary>
    /// <returns>The writer; the caller disposes it, which flushes nothing.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The file is poisoned.</exception>
    [Borrows, Acquires, Dirties]
    [return: MustUse]
    public MapWriter CreateWriter()
    {
        ThrowIfRefused(nameof(CreateWriter));
        var region = LeaseRegion();
        return new MapWriter(LeaseForStores(region, nameof(CreateWriter)), 0, region.Length);
    }

    /// <summary>A cursor that writes an interval. It holds the mapping as a <see cref="Lease"/> does.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The writer; the caller disposes it, which flushes nothing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The file is poisoned.</exception>
    [Borrows, Acquires, Dirties]
    [return: MustUse]
    public MapWriter CreateWriter(long offset, long length)
    {
        ThrowIfRefused(nameof(CreateWriter));
        return new MapWriter(LeaseForStores(LeaseRange(offset, length), nameof(CreateWriter)), offset, length);
    }

    private void ThrowIfRefused(string operation)
    {
        ThrowIfClosed();
        if (IsRefused)
        {
            File.ThrowIfPoisoned(operation);
        }
    }
}
