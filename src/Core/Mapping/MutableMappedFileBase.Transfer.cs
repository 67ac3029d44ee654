namespace Mapwright;

public abstract partial class MutableMappedFileBase
{
    /// <summary>Pages are made writable and written in pieces of this length, so that a long copy does not pin down as much memory.</summary>
    private const int PieceLength = 1 << 20;

    /// <summary>What a store puts into the mapping.</summary>
    private interface IContent
    {
        void CopyTo(Span<byte> target, long done);
    }

    /// <summary>Copies into the mapping, which does not grow for it. Not durable until flushed.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// A page could not be made writable (<see cref="StorageErrorCode.MappingFault"/>: the disk may be full), another party
    /// truncated the file (<see cref="StorageErrorCode.Truncated"/>), or the file is poisoned. The bytes inside the interval are
    /// unspecified, <see cref="StorageException.BytesWritten"/> says how many were written; nothing else changed.
    /// </exception>
    [Operation(Check = nameof(CheckWrite)), Dirties]
    [RangeOf(nameof(offset), Length = nameof(buffer))]
    public void WriteAt(ReadOnlySpan<byte> buffer, long offset)
    {
        CheckWrite(buffer, offset);
        Store(new Copied(buffer), offset, buffer.Length, nameof(WriteAt));
    }

    /// <summary>Sets all bytes of an interval to one value. Not durable until flushed.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <param name="value">The value of each byte.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="WriteAt"/>.</exception>
    [Operation(Check = nameof(CheckFill)), Dirties]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void Fill(long offset, long length, byte value)
    {
        CheckFill(offset, length, value);
        Store(new Filled(value), offset, length, nameof(Fill));
    }

    private void Store<TContent>(TContent content, long offset, long length, string operation)
        where TContent : IContent, allows ref struct
    {
        EnterForStore(operation);
        try
        {
            // Before the first byte, so that an interval that does not fit changes nothing.
            ThrowIfOutside(Region, offset, length);
            for (long done = 0; done < length;)
            {
                var region = Region;
                var piece = (int)Math.Min(length - done, PieceLength);
                ThrowIfOutside(region, offset + done, piece);
                Populate(region, offset + done, piece, forWrite: true, operation, done);
                content.CopyTo(region.Slice(offset + done, piece), done);
                if (!IsReplaced(region, offset + done, piece))
                {
                    done += piece;
                }
            }
        }
        finally
        {
            Exit();
        }
    }

    private static void CheckWrite(ReadOnlySpan<byte> buffer, long offset) => ArgumentOutOfRangeException.ThrowIfNegative(offset);

    private static void CheckFill(long offset, long length, byte value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
    }

    private readonly ref struct Copied(ReadOnlySpan<byte> source) : IContent
    {
        private readonly ReadOnlySpan<byte> _source = source;

        public void CopyTo(Span<byte> target, long done) => _source.Slice((int)done, target.Length).CopyTo(target);
    }

    private readonly struct Filled(byte value) : IContent
    {
        public void CopyTo(Span<byte> target, long done) => target.Fill(value);
    }
}
