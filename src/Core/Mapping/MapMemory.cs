using System.Buffers;

namespace Mapwright;

/// <summary>A part of a mapping as memory. It keeps the addresses reserved, and a pin keeps the file behind them.</summary>
internal sealed unsafe class MapMemory : MemoryManager<byte>
{
    private readonly MappedRegion _region;
    private readonly long _offset;
    private readonly int _length;

    private MapMemory(MappedRegion region, long offset, int length)
    {
        _region = region;
        _offset = offset;
        _length = length;
    }

    /// <summary>Bytes that lie inside; the caller checked that they do.</summary>
    public static Memory<byte> Of(MappedRegion region, long offset, int length) =>
        length == 0 ? default : new MapMemory(region, offset, length).CreateMemory(length);

    public override Span<byte> GetSpan()
    {
        // Leased, the region may have ended and still be the file.
        if (_region.HasEnded && !_region.IsLeased)
        {
            throw Ended();
        }

        return _region.Slice(_offset, _length);
    }

    /// <summary>Holds the mapping as a lease does, until <see cref="Unpin"/>.</summary>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length, nameof(elementIndex));
        return _region.TryLease() ? new MemoryHandle(_region.Address + _offset + elementIndex, pinnable: this) : throw Ended();
    }

    public override void Unpin() => _region.GiveBack();

    protected override void Dispose(bool disposing)
    {
        // Owns nothing: the region is let go by the map, its leases and the collector.
    }

    private static ObjectDisposedException Ended() =>
        new(nameof(MapMemory), "The mapping that this memory shows has ended: the file was disposed, or its length was changed.");
}
