using Microsoft.Win32.SafeHandles;

namespace Mapwright;

/// <summary>Transfers of several buffers, transfers with options, appends. Their defaults are made of the plain ones.</summary>
public abstract partial class StoragePlatform
{
    /// <summary>As <see cref="ReadAt(PlatformFile, Span{byte}, long)"/>, with options.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="options">What is asked for.</param>
    /// <returns>The outcome; its value is the count, 0 at or beyond the end.</returns>
    public virtual IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset, TransferOptions options) =>
        (options & TransferOptions.WithoutWaiting) != 0 ? TryReadAt(file, buffer, offset) : ReadAt(file, buffer, offset);

    /// <summary>As <see cref="WriteAt(PlatformFile, ReadOnlySpan{byte}, long)"/>, with options.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">The bytes.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="options">What is asked for. <see cref="TransferOptions.Untorn"/> fails where the place cannot do it.</param>
    /// <returns>The outcome; of a failure too, its value is the count that was written.</returns>
    public virtual IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset, TransferOptions options)
    {
        if ((options & TransferOptions.Untorn) != 0)
        {
            return NotSupported;
        }

        if ((options & TransferOptions.FullyDurable) == 0)
        {
            return (options & TransferOptions.Durable) != 0 ? WriteDurableAt(file, buffer, offset) : WriteAt(file, buffer, offset);
        }

        var written = WriteAt(file, buffer, offset);
        return written.IsFailure ? written : After(written, FlushAll(file));
    }

    /// <summary>Reads at an offset into several buffers, one after the other; short only at the end of the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffers">The buffers to fill.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="options">What is asked for.</param>
    /// <returns>The outcome; its value is the count over all buffers.</returns>
    public virtual IoResult ReadAt(PlatformFile file, IReadOnlyList<Memory<byte>> buffers, long offset, TransferOptions options)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        long total = 0;
        for (var i = 0; i < buffers.Count; i++)
        {
            var result = ReadAt(file, buffers[i].Span, offset + total, options);
            total += result.Value;
            if (result.IsFailure)
            {
                return IoResult.Failure(result.Error, total);
            }

            if (result.Value < buffers[i].Length)
            {
                break;
            }
        }

        return IoResult.Success(total);
    }

    /// <summary>Writes all bytes of several buffers at an offset, one after the other.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffers">The bytes.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="options">What is asked for.</param>
    /// <returns>The outcome; of a failure too, its value is the count that was written.</returns>
    public virtual IoResult WriteAt(PlatformFile file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset, TransferOptions options)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        long total = 0;
        for (var i = 0; i < buffers.Count; i++)
        {
            var result = WriteAt(file, buffers[i].Span, offset + total, options);
            total += result.Value;
            if (result.IsFailure)
            {
                return IoResult.Failure(result.Error, total);
            }
        }

        return IoResult.Success(total);
    }

    /// <summary>Writes all bytes at the end of the file, wherever it is at that moment: appends of other parties come before or after.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">The bytes.</param>
    /// <param name="options">What is asked for.</param>
    /// <returns>The outcome: the offset where the bytes start; of a failure, the count that was written.</returns>
    public virtual IoResult Append(PlatformFile file, ReadOnlySpan<byte> buffer, TransferOptions options) => NotSupported;

    /// <summary>Asks what the place of a file demands of transfers.</summary>
    /// <param name="file">The file.</param>
    /// <param name="limits">The answer, on success.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult GetTransferLimits(PlatformFile file, out TransferLimits limits)
    {
        limits = default;
        return NotSupported;
    }

    /// <summary>Opens an open file once more, whatever its path names by now, with the same rights and other ways of transferring.</summary>
    /// <param name="file">The file.</param>
    /// <param name="caching">How its transfers use the page cache: <see cref="Caching.Buffered"/>, <see cref="Caching.Direct"/> or <see cref="Caching.DontCache"/>.</param>
    /// <param name="durability">What is true of each of its writes when it returns; not <see cref="Durability.Auto"/>.</param>
    /// <param name="other">The other open file, on success.</param>
    /// <returns>The outcome; <see cref="StorageErrorCode.NotSupported"/> where the place cannot do it.</returns>
    public virtual IoResult Reopen(PlatformFile file, Caching caching, Durability durability, out PlatformFile? other)
    {
        other = null;
        return NotSupported;
    }

    /// <summary>Takes a file over that something else opened: duplicates its handle, which stays the caller's.</summary>
    /// <param name="handle">A handle of a regular file.</param>
    /// <param name="file">The open file, on success.</param>
    /// <returns>The outcome; its value is the <see cref="FileRights"/> of the handle.</returns>
    public virtual IoResult Adopt(SafeFileHandle handle, out PlatformFile? file)
    {
        file = null;
        return NotSupported;
    }

    /// <summary>Duplicates the handle of an open file, for something else.</summary>
    /// <param name="file">The file.</param>
    /// <param name="handle">The duplicate, on success; the caller disposes it.</param>
    /// <returns>The outcome.</returns>
    public virtual IoResult Duplicate(PlatformFile file, out SafeFileHandle? handle)
    {
        handle = null;
        return NotSupported;
    }

    private protected static IoResult After(IoResult written, IoResult flushed) =>
        flushed.IsFailure ? IoResult.Failure(flushed.Error, written.Value) : written;
}
