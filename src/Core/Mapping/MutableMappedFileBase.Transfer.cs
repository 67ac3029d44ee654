using System.Buffers;

namespace Mapwright;

public abstract partial class MutableMappedFileBase
{
    /// <summary>Bytes are written in pieces of this length, so that a change of the length does not wait for a long copy to be made again.</summary>
    private const int PieceLength = 1 << 20;

    /// <summary>One value is written to an interval from a buffer of this length.</summary>
    private const int FilledLength = 1 << 14;

    /// <summary>What a store puts into the mapping.</summary>
    private interface IContent
    {
        /// <summary>The bytes from a place on: at least one.</summary>
        ReadOnlySpan<byte> From(long done);
    }

    /// <summary>Copies into the mapping, which does not grow for it. Not durable until flushed.</summary>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="InvalidOperationException">The mapping is frozen.</exception>
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
    /// <exception cref="InvalidOperationException">The mapping is frozen.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="WriteAt"/>.</exception>
    [Operation(Check = nameof(CheckFill)), Dirties]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void Fill(long offset, long length, byte value)
    {
        CheckFill(offset, length, value);
        FillInterval(offset, length, value, nameof(Fill));
    }

    private void FillInterval(long offset, long length, byte value, string operation)
    {
        var bytes = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, FilledLength));
        try
        {
            bytes.AsSpan().Fill(value);
            Store(new Filled(bytes), offset, length, operation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Store<TContent>(TContent content, long offset, long length, string operation)
        where TContent : IContent, allows ref struct
    {
        EnterForStore(operation);
        try
        {
            // Before the first byte, so that an interval that does not fit changes nothing.
            ThrowIfOutside(StoreRegion(operation), offset, length);
            for (long done = 0; done < length;)
            {
                var region = StoreRegion(operation);
                var piece = content.From(done);
                piece = piece[..(int)Math.Min(Math.Min(piece.Length, length - done), PieceLength)];
                ThrowIfOutside(region, offset + done, piece.Length);
                var stored = Put(region, piece, offset + done);
                if (!IsReplaced(region, offset + done, piece.Length))
                {
                    var total = done + stored.Value;
                    CheckAccess(
                        stored.IsFailure ? IoResult.Failure(stored.Error, total) : IoResult.Success(total),
                        region,
                        offset + done,
                        piece.Length,
                        operation,
                        forWrite: true);
                    done += piece.Length;
                }
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Copies into a region.</summary>
    private IoResult Put(MappedRegion region, ReadOnlySpan<byte> piece, long offset)
    {
        var written = Platform.WriteMapping(region.Mapping!, offset, piece);
        if (Platform.Classify(written.Error) != StorageErrorCode.NotSupported)
        {
            return written;
        }

        var populated = Populate(region, offset, piece.Length, forWrite: true);
        if (!populated.IsFailure)
        {
            piece.CopyTo(region.Slice(offset, piece.Length));
        }

        return populated;
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

        public ReadOnlySpan<byte> From(long done) => _source[(int)done..];
    }

    private readonly struct Filled(byte[] bytes) : IContent
    {
        public ReadOnlySpan<byte> From(long done) => bytes;
    }
}
