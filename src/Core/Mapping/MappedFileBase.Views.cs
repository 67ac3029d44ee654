using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mapwright;

public abstract partial class MappedFileBase
{
    /// <summary>
    /// All bytes, for code that takes memory. It never meets addresses that are not mapped, and a pin of it holds the mapping as
    /// a <see cref="Lease"/> does.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The file was disposed; so throws the memory's use after that.</exception>
    /// <exception cref="InvalidOperationException">The mapping is longer than a memory can be; use <see cref="AsMemory"/> or <see cref="AsSequence()"/>.</exception>
    [Borrows]
    public ReadOnlyMemory<byte> Memory => WholeMemory;

    /// <summary>
    /// The address of the first byte, for those who must. Nothing is checked: it is valid while a <see cref="Lease"/> is held,
    /// and a store to a read-only mapping, or an access behind the end, ends the process.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows]
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "It is what callers look for, and says that nothing is checked.")]
    public unsafe byte* Pointer
    {
        get
        {
            ThrowIfClosed();
            return Region.Address;
        }
    }

    /// <summary>A part of the bytes, as <see cref="Memory"/>.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows, RangeOf(nameof(offset), Length = nameof(length))]
    public ReadOnlyMemory<byte> AsMemory(long offset, int length) => PartMemory(offset, length);

    /// <summary>All bytes, whatever the length is, as a chain of <see cref="Memory"/>.</summary>
    /// <returns>The bytes.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows]
    public ReadOnlySequence<byte> AsSequence()
    {
        ThrowIfClosed();
        var region = Region;
        return MapSequence.Of(region, 0, region.Length);
    }

    /// <summary>A part of the bytes of any length, as a chain of <see cref="Memory"/>.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows, RangeOf(nameof(offset), Length = nameof(length))]
    public ReadOnlySequence<byte> AsSequence(long offset, long length) => MapSequence.Of(Holding(offset, length), offset, length);

    /// <summary>A part of the bytes as values that lie one behind the other, in the byte order of the machine, aligned or not.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="count">The number of values.</param>
    /// <returns>The values, valid as <see cref="Slice"/> is.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The values are not inside the mapping, or are more than a span can cover.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows]
    public ReadOnlySpan<T> Cast<T>(long offset, int count)
        where T : unmanaged => CastPart<T>(offset, count);

    /// <summary>A cursor that reads from the first byte on. It holds the mapping as a <see cref="Lease"/> does.</summary>
    /// <returns>The reader; the caller disposes it.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows, Acquires]
    [return: MustUse]
    public MapReader CreateReader()
    {
        var region = LeaseRegion();
        return new MapReader(MapLease.ForReading(region), 0, region.Length);
    }

    /// <summary>A cursor that reads an interval. It holds the mapping as a <see cref="Lease"/> does.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The reader; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows, Acquires]
    [return: MustUse]
    public MapReader CreateReader(long offset, long length) => new(MapLease.ForReading(LeaseRange(offset, length)), offset, length);

    /// <summary>
    /// A stream over the mapping: it reads and, of a mutable file, writes as <see cref="ReadAt"/> and
    /// <see cref="MutableMappedFileBase.WriteAt"/> do, never grows, and does not dispose the file. Flushing it makes nothing durable.
    /// </summary>
    /// <returns>The stream; its length is that of the mapping at any time.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows]
    public Stream AsStream()
    {
        ThrowIfClosed();
        return new MapStream(this, 0, null);
    }

    /// <summary>A stream over an interval of the mapping, as <see cref="AsStream()"/>.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The stream.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows]
    public Stream AsStream(long offset, long length)
    {
        Holding(offset, length);
        return new MapStream(this, offset, length);
    }

    /// <summary>A pipe's reading end over the mapping: it reads ahead off the caller's thread, where <see cref="AsSequence()"/> would stall.</summary>
    /// <param name="options">The buffers; the defaults of <see cref="StreamPipeReaderOptions"/> when not given.</param>
    /// <returns>The reader; completing it leaves the file open.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows]
    public PipeReader AsPipeReader(StreamPipeReaderOptions? options = null) => PipeReader.Create(AsStream(), options);

    private protected Memory<byte> WholeMemory
    {
        get
        {
            ThrowIfClosed();
            var region = Region;
            return region.Length <= int.MaxValue
                ? MapMemory.Of(region, 0, (int)region.Length)
                : throw new InvalidOperationException($"A memory cannot cover the {region.Length} mapped bytes of '{Path}'; use AsMemory or AsSequence.");
        }
    }

    private protected Memory<byte> PartMemory(long offset, int length) => MapMemory.Of(Holding(offset, length), offset, length);

    private protected Span<T> CastPart<T>(long offset, int count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var bytes = (long)count * Unsafe.SizeOf<T>();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, int.MaxValue, nameof(count));
        return MemoryMarshal.Cast<byte, T>(Part(offset, (int)bytes));
    }

    /// <summary>Takes a lease of a region that holds an interval.</summary>
    private protected MappedRegion LeaseRange(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var region = LeaseRegion();
        if (region.Holds(offset, length))
        {
            return region;
        }

        region.GiveBack();
        ThrowOutside(region, offset, length);
        return region;
    }

    /// <summary>The current region, which holds an interval.</summary>
    private protected MappedRegion Holding(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ThrowIfClosed();
        var region = Region;
        ThrowIfOutside(region, offset, length);
        return region;
    }
}
