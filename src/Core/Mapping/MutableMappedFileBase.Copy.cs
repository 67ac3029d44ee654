using System.Buffers;

namespace Mapwright;

public abstract partial class MutableMappedFileBase
{
    /// <summary>Sets all bytes of an interval to zero. Not durable until flushed.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="WriteAt"/>.</exception>
    [Operation(Check = nameof(CheckRange)), Dirties]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void ZeroRange(long offset, long length)
    {
        CheckRange(offset, length);
        FillInterval(offset, length, 0, nameof(ZeroRange));
    }

    /// <summary>Fills an interval from a stream, up to its length or to the stream's end. Not durable until flushed.</summary>
    /// <param name="source">The stream; no more is read from it than is stored.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The number of bytes copied: less than <paramref name="length"/> where the stream ended.</returns>
    /// <exception cref="ArgumentException">The stream does not read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping; nothing was read.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="WriteAt"/>.</exception>
    [Dirties, RangeOf(nameof(offset), Length = nameof(length))]
    public long CopyFrom(Stream source, long offset, long length)
    {
        CheckCopyFrom(source, offset, length);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyLength);
        try
        {
            for (long done = 0; ;)
            {
                var count = done == length ? 0 : source.Read(buffer, 0, (int)Math.Min(length - done, buffer.Length));
                if (count == 0)
                {
                    return done;
                }

                WriteAt(buffer.AsSpan(0, count), offset + done);
                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc cref="CopyFrom"/>
    /// <param name="source">The stream, which is read asynchronously; no more is read from it than is stored.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <param name="cancellationToken">Ends the copy; what came before is in the mapping.</param>
    /// <returns>The pending copy; its result is the number of bytes copied.</returns>
    [Dirties, RangeOf(nameof(offset), Length = nameof(length))]
    [AsyncTwinOf(nameof(CopyFrom), typeof(MutableMappedFileBase))]
    public ValueTask<long> CopyFromAsync(Stream source, long offset, long length, CancellationToken cancellationToken = default)
    {
        CheckCopyFrom(source, offset, length);
        return CopyFromCheckedAsync(source, offset, length, cancellationToken);
    }

    private async ValueTask<long> CopyFromCheckedAsync(Stream source, long offset, long length, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopyLength);
        try
        {
            for (long done = 0; ;)
            {
                var piece = buffer.AsMemory(0, (int)Math.Min(length - done, buffer.Length));
                var count = piece.IsEmpty ? 0 : await source.ReadAsync(piece, cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    return done;
                }

                await WriteAtAsync(piece[..count], offset + done, cancellationToken).ConfigureAwait(false);
                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void CheckCopyFrom(Stream source, long offset, long length)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!source.CanRead)
        {
            throw new ArgumentException("The stream does not read.", nameof(source));
        }

        ThrowIfRefused(nameof(CopyFrom));
        Holding(offset, length);
    }
}
