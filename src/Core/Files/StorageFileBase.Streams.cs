using System.IO.Pipelines;

namespace Mapwright;

public abstract partial class StorageFileBase
{
    /// <summary>The file as a stream with a position of its own. Its flush makes nothing durable: <see cref="FlushData"/> does.</summary>
    /// <param name="position">Where it starts, in bytes; it may be beyond the end of the file.</param>
    /// <param name="ownsFile">Whether disposing the stream disposes the file.</param>
    /// <returns>
    /// The stream. It holds no buffer, may be used by one thread at a time, and reads and writes as the file does: a write at
    /// the end extends the file. Several streams over one file have nothing in common but the file.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows]
    public Stream AsStream(long position = 0, bool ownsFile = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ThrowIfClosed();
        return new StorageFileStream(this, position, ownsFile);
    }

    /// <summary>The file, from an offset on, as a pipe to read from.</summary>
    /// <param name="position">Where it starts, in bytes; it may be beyond the end of the file.</param>
    /// <param name="options">The sizes of its buffers; the pipe's own where null.</param>
    /// <returns>The reader. Completing it leaves the file open.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is negative.</exception>
    /// <exception cref="NotSupportedException">The file was opened for writing only.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows]
    public PipeReader AsPipeReader(long position = 0, StreamPipeReaderOptions? options = null)
    {
        var stream = AsStream(position);
        return stream.CanRead
            ? PipeReader.Create(stream, options)
            : throw new NotSupportedException($"'{Path}' was opened for writing only.");
    }

    /// <summary>The file, from an offset on, as a pipe to write to. Flushing the pipe hands its bytes to the system, and makes nothing durable.</summary>
    /// <param name="position">Where it starts, in bytes; it may be beyond the end of the file.</param>
    /// <param name="options">The sizes of its buffers; the pipe's own where null.</param>
    /// <returns>The writer. Completing it leaves the file open.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is negative.</exception>
    /// <exception cref="NotSupportedException">The file was opened for reading only.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    [Borrows]
    public PipeWriter AsPipeWriter(long position = 0, StreamPipeWriterOptions? options = null)
    {
        var stream = AsStream(position);
        return stream.CanWrite
            ? PipeWriter.Create(stream, options)
            : throw new NotSupportedException($"'{Path}' was opened for reading only.");
    }
}
