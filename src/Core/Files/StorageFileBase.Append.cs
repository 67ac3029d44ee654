namespace Mapwright;

public abstract partial class StorageFileBase
{
    /// <summary>
    /// Writes all bytes at the end of the file, wherever it is when the system gets to it: appends through other objects and by
    /// other processes come before or after, never between. Not durable until flushed.
    /// </summary>
    /// <param name="buffer">The bytes.</param>
    /// <returns>The offset in bytes where they start.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="NotSupportedException">The system cannot append and say where.</exception>
    /// <exception cref="StorageException">
    /// The system failed to write, or the file is poisoned. The file may have become longer by a part of the bytes:
    /// <see cref="StorageException.BytesWritten"/> says how many were written.
    /// </exception>
    [Operation, Dirties]
    public long Append(ReadOnlySpan<byte> buffer)
    {
        EnterForWrite(nameof(Append));
        try
        {
            var handle = File.BufferedHandle(nameof(Append));
            using var write = File.BeginWrite(File.Durability);

            // Asked for: a system that appends through another handle than it writes through does not know how the file was opened.
            var result = Platform.Append(handle, buffer, OpenFile.OptionsOf(File.Durability));
            EndWrite(result, File.Durability, result.Value, buffer.Length, nameof(Append));
            write.Conclude(nameof(Append));
            return result.Value;
        }
        finally
        {
            Exit();
        }
    }
}
