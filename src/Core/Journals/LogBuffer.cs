namespace Mapwright;

/// <summary>The end of the log that is not in the file yet: a ring that any number of threads reserve places in and fill, without a lock.</summary>
/// <remarks>
/// A position of the log stands at the position modulo the size. Invariant: reserved places lie between what was written out and
/// <c>_limit</c>, which is never more than the size of the ring above it, nor beyond the end of the segments; so a place is reserved once,
/// by one compare-and-swap, nobody's bytes are overwritten before they were written out, and what is reserved has a place in the file.
/// </remarks>
internal sealed class LogBuffer
{
    private readonly byte[] _ring;
    private long _reserved;
    private long _limit;

    /// <param name="size">The size in bytes; a power of two.</param>
    /// <param name="start">The position of the log that the first frame gets.</param>
    /// <param name="headroom">What is kept free below the limit for padding, so that a group that is to end with some always has room for it.</param>
    public LogBuffer(int size, long start, int headroom = 0)
    {
        _ring = new byte[size];
        Headroom = headroom;
        _reserved = start;
        _limit = start;
    }

    public int Size => _ring.Length;

    /// <summary>What only padding may take.</summary>
    public int Headroom { get; }

    /// <summary>The longest frame that goes through the ring.</summary>
    public int Room => _ring.Length - Headroom;

    /// <summary>The position that the next frame gets.</summary>
    public long Reserved => Volatile.Read(ref _reserved);

    /// <summary>Allows reserving up to a position; set by the one who writes out.</summary>
    public void SetLimit(long limit) => Volatile.Write(ref _limit, limit);

    /// <summary>Reserves a place.</summary>
    /// <returns>False: there is no room now.</returns>
    public bool TryReserve(long length, out long lsn)
    {
        lsn = Volatile.Read(ref _reserved);
        while (length <= Volatile.Read(ref _limit) - Headroom - lsn)
        {
            var seen = Interlocked.CompareExchange(ref _reserved, lsn + length, lsn);
            if (seen == lsn)
            {
                return true;
            }

            lsn = seen;
        }

        return false;
    }

    /// <summary>Reserves the rest up to a boundary: nothing when the end is at one, and at least the smallest length otherwise.</summary>
    /// <returns>False: there is no room now.</returns>
    public bool TryReservePadding(int boundary, int smallest, out long lsn, out long length)
    {
        lsn = Volatile.Read(ref _reserved);
        while (true)
        {
            length = -lsn & (boundary - 1);
            if (length > 0 && length < smallest)
            {
                length += boundary;
            }

            if (length > Volatile.Read(ref _limit) - lsn)
            {
                return false;
            }

            var seen = Interlocked.CompareExchange(ref _reserved, lsn + length, lsn);
            if (seen == lsn)
            {
                return true;
            }

            lsn = seen;
        }
    }

    /// <summary>Reserves a place that does not go through the ring, when everything before it was written out.</summary>
    public bool TryReserveBeyond(long length, long written) => Interlocked.CompareExchange(ref _reserved, written + length, written) == written;

    /// <summary>The bytes from a position on: as many as stand together.</summary>
    public Span<byte> At(long lsn, long length)
    {
        var index = (int)(lsn & (_ring.Length - 1));
        return _ring.AsSpan(index, (int)Math.Min(length, _ring.Length - index));
    }

    /// <summary>Copies bytes to a position.</summary>
    public void Write(long lsn, ReadOnlySpan<byte> bytes)
    {
        var first = At(lsn, bytes.Length);
        bytes[..first.Length].CopyTo(first);
        bytes[first.Length..].CopyTo(_ring);
    }
}
