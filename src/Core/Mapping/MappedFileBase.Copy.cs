using System.Buffers;

namespace Mapwright;

public abstract partial class MappedFileBase
{
    /// <summary>What is copied to elsewhere passes through a buffer of this length.</summary>
    private protected const int CopyLength = 128 * 1024;

    /// <summary>Copies a part of the mapping.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping, or the length is more than an array can be.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="ReadAt"/>.</exception>
    [Operation(Check = nameof(CheckPart))]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public byte[] ToArray(long offset, int length)
    {
        CheckPart(offset, length);
        Holding(offset, length);
        var bytes = new byte[length];
        ThrowIfShort(CopyHeld(bytes, offset, nameof(ToArray)), bytes.Length, offset);
        return bytes;
    }

    /// <summary>Copies the whole mapping to a stream.</summary>
    /// <param name="destination">The stream.</param>
    /// <exception cref="ArgumentException">The stream does not write.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="ReadAt"/>; the stream has what came before.</exception>
    public void CopyTo(Stream destination) => AsStream().CopyTo(destination, CopyLength);

    /// <summary>Copies a part of the mapping to a stream.</summary>
    /// <param name="destination">The stream.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <exception cref="ArgumentException">The stream does not write.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping; nothing was copied.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="ReadAt"/>; the stream has what came before.</exception>
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void CopyTo(Stream destination, long offset, long length) => AsStream(offset, length).CopyTo(destination, CopyLength);

    /// <inheritdoc cref="CopyTo(Stream)"/>
    /// <param name="destination">The stream, which is written asynchronously.</param>
    /// <param name="cancellationToken">Ends the copy; the stream has what came before.</param>
    /// <returns>The pending copy.</returns>
    [AsyncTwinOf(nameof(CopyTo), typeof(MappedFileBase))]
    public ValueTask CopyToAsync(Stream destination, CancellationToken cancellationToken = default) =>
        new(AsStream().CopyToAsync(destination, CopyLength, cancellationToken));

    /// <inheritdoc cref="CopyTo(Stream, long, long)"/>
    /// <param name="destination">The stream, which is written asynchronously.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <param name="cancellationToken">Ends the copy; the stream has what came before.</param>
    /// <returns>The pending copy.</returns>
    [RangeOf(nameof(offset), Length = nameof(length))]
    [AsyncTwinOf(nameof(CopyTo), typeof(MappedFileBase))]
    public ValueTask CopyToAsync(Stream destination, long offset, long length, CancellationToken cancellationToken = default) =>
        new(AsStream(offset, length).CopyToAsync(destination, CopyLength, cancellationToken));

    /// <summary>Copies the whole mapping, as it is now, into a new file that is durable, with its name, when this returns.</summary>
    /// <param name="path">The path of the new file.</param>
    /// <param name="unixMode">The permissions of the new file, on Unix.</param>
    /// <param name="progress">Told the bytes that were copied so far, on the thread that copies.</param>
    /// <param name="cancellationToken">Ends the copy; then there is no new file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">A directory of the path does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token fired; there is no new file.</exception>
    /// <exception cref="StorageException">
    /// The path exists (<see cref="StorageErrorCode.AlreadyExists"/>), or reading, writing or flushing failed; then there is no
    /// new file. A failed flush of the directory leaves it: whether its name is durable is not known.
    /// </exception>
    [Operation(Check = nameof(CheckCopyToNew))]
    public void CopyToNewFile(
        string path, UnixFileMode unixMode = FileSystemBase.DefaultFileMode, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckCopyToNew(path, unixMode, progress);
        CopyToNew(path, unixMode, 0, Length, progress, cancellationToken);
    }

    /// <summary>As <see cref="CopyToNewFile(string, UnixFileMode, IProgress{long}, CancellationToken)"/>, of a part of the mapping.</summary>
    /// <param name="path">The path of the new file.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes.</param>
    /// <param name="unixMode">The permissions of the new file, on Unix.</param>
    /// <param name="progress">Told the bytes that were copied so far, on the thread that copies.</param>
    /// <param name="cancellationToken">Ends the copy; then there is no new file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not inside the mapping; there is no new file.</exception>
    /// <exception cref="FileNotFoundException">A directory of the path does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions, or a read-only file system, do not allow it.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token fired; there is no new file.</exception>
    /// <exception cref="StorageException">As for the whole mapping.</exception>
    [Operation(Check = nameof(CheckCopyPartToNew))]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void CopyToNewFile(
        string path,
        long offset,
        long length,
        UnixFileMode unixMode = FileSystemBase.DefaultFileMode,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        CheckCopyPartToNew(path, offset, length, unixMode, progress);
        Holding(offset, length);
        CopyToNew(path, unixMode, offset, length, progress, cancellationToken);
    }

    private void CopyToNew(
        string path, UnixFileMode unixMode, long offset, long length, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var request = new OpenRequest(FileRights.ReadWrite, FileDisposition.CreateNew, unixMode);
        var target = OpenFile.Open(Platform, path, request, nameof(CopyToNewFile));
        try
        {
            CopyInto(target, offset, length, progress, cancellationToken);
            target.Check(Platform.FlushAll(target.Handle), nameof(CopyToNewFile));
        }
        catch (Exception exception)
        {
            target.Discard(exception, nameof(CopyToNewFile));
            throw;
        }

        target.Close();
        Owner.FlushParent(path);
    }

    private void CopyInto(OpenFile target, long offset, long length, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, CopyLength));
        try
        {
            for (long done = 0; done < length;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var piece = buffer.AsSpan(0, (int)Math.Min(length - done, buffer.Length));
                ThrowIfShort(CopyHeld(piece, offset + done, nameof(CopyToNewFile)), piece.Length, offset + done);
                target.Check(Platform.WriteAt(target.Handle, piece, done), nameof(CopyToNewFile), done);
                done += piece.Length;
                progress?.Report(done);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private protected static void CheckRange(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
    }

    private static void CheckPart(long offset, int length)
    {
        CheckRange(offset, length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Array.MaxLength);
    }

    private static void CheckCopyToNew(string path, UnixFileMode unixMode, IProgress<long>? progress) => ArgumentException.ThrowIfNullOrEmpty(path);

    private static void CheckCopyPartToNew(string path, long offset, long length, UnixFileMode unixMode, IProgress<long>? progress)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CheckRange(offset, length);
    }
}
