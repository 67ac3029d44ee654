namespace Mapwright;

public abstract partial class MappedFileBase
{
    /// <summary>A longer copy out of a shared mapping goes through the system, which reports what a load would fault on.</summary>
    private const int LargestDirectCopy = 256;

    private NoWaitReads _noWait;

    /// <summary>Copies out of the mapping. Short only at its end.</summary>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The number of bytes copied; 0 at or beyond the end of the mapping.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// The system failed to read, or another party truncated the file (<see cref="StorageErrorCode.Truncated"/>).
    /// </exception>
    [Operation(Check = nameof(CheckRead), FastPath = nameof(TryReadAt))]
    [RangeOf(nameof(offset), Length = nameof(buffer))]
    public int ReadAt(Span<byte> buffer, long offset) => Copy(buffer, offset, nameof(ReadAt));

    /// <summary>Copies a whole buffer out of the mapping.</summary>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    /// <exception cref="EndOfStreamException">The mapping ends before the buffer is full.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="ReadAt"/>.</exception>
    [Operation(Check = nameof(CheckRead), FastPath = nameof(TryReadExactlyAt))]
    [RangeOf(nameof(offset), Length = nameof(buffer))]
    public void ReadExactlyAt(Span<byte> buffer, long offset)
    {
        var count = Copy(buffer, offset, nameof(ReadExactlyAt));
        if (count < buffer.Length)
        {
            throw new EndOfStreamException(
                $"The mapping of '{Path}' ends {count} bytes after offset {offset}, where {buffer.Length} bytes were to be read.");
        }
    }

    /// <summary>Copies the whole mapping.</summary>
    /// <returns>The bytes.</returns>
    /// <exception cref="InvalidOperationException">The mapping is longer than an array can be.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="ReadAt"/>.</exception>
    [Operation]
    public byte[] ToArray()
    {
        var length = Length;
        if (length > Array.MaxLength)
        {
            throw new InvalidOperationException($"An array cannot hold the {length} mapped bytes of '{Path}'; use ReadAt.");
        }

        var bytes = new byte[length];
        var count = Copy(bytes, 0, nameof(ToArray));
        if (count < bytes.Length)
        {
            // The mapping became shorter since it was asked how long it is.
            Array.Resize(ref bytes, count);
        }

        return bytes;
    }

    private int Copy(Span<byte> buffer, long offset, string operation)
    {
        CheckRead(buffer, offset);
        return buffer.Length <= LargestDirectCopy ? CopyDirectly(buffer, offset) : CopyHeld(buffer, offset, operation);
    }

    /// <summary>As a read of a value: looks after the access, holds nothing.</summary>
    private int CopyDirectly(Span<byte> buffer, long offset)
    {
        while (true)
        {
            var region = Region;
            var count = region.Available(offset, buffer.Length);
            region.Slice(offset, count).CopyTo(buffer);
            Volatile.ReadBarrier();
            if (region.StillHolds(offset, count))
            {
                return count;
            }

            ThrowIfClosed();
        }
    }

    private int CopyHeld(Span<byte> buffer, long offset, string operation)
    {
        Enter();
        try
        {
            while (true)
            {
                var region = Region;
                var part = buffer[..region.Available(offset, buffer.Length)];
                var copied = IsCopyOnWrite ? CopyPrivate(region, part, offset, operation) : CopyShared(region, part, offset, operation);
                if (!IsReplaced(region, offset, part.Length))
                {
                    return copied ? part.Length : throw Truncated(operation, offset);
                }
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Copies through the system; false when the file ends too early.</summary>
    private bool CopyShared(MappedRegion region, Span<byte> part, long offset, string operation)
    {
        if (part.IsEmpty)
        {
            return true;
        }

        var read = Platform.ReadAt(File.Handle, part, region.FileOffset + offset);
        File.Check(read, operation, offset);
        return read.Value == part.Length;
    }

    /// <summary>Copies from memory, where pages of this mapping alone may be; the system would not see them.</summary>
    private bool CopyPrivate(MappedRegion region, Span<byte> part, long offset, string operation)
    {
        Populate(region, offset, part.Length, forWrite: false, operation);
        region.Slice(offset, part.Length).CopyTo(part);
        return true;
    }

    /// <summary>Touches pages inside a system call, so that a page that cannot be had is an error and not a fault.</summary>
    private protected void Populate(MappedRegion region, long offset, long length, bool forWrite, string operation, long done = 0)
    {
        if (length == 0)
        {
            return;
        }

        var populated = Platform.Populate(region.Mapping!, offset, length, forWrite);
        var code = Platform.Classify(populated.Error);
        if (code is StorageErrorCode.None or StorageErrorCode.NotSupported || IsReplaced(region, offset, length))
        {
            return;
        }

        if (code == StorageErrorCode.MappingFault)
        {
            throw File.GetMetadata(operation).Length < region.FileOffset + offset + length
                ? Truncated(operation, offset, done)
                : Fault(populated, operation, offset, forWrite, done);
        }

        File.Check(IoResult.Failure(populated.Error, done), operation, offset);
    }

    /// <summary>Asked after an access while inside: whether it may have met pages that were let go.</summary>
    private protected bool IsReplaced(MappedRegion region, long offset, long length)
    {
        Volatile.ReadBarrier();
        return !ReferenceEquals(region, Region) || (length > 0 && !region.Holds(offset, length));
    }

    private StorageException Truncated(string operation, long offset, long done = 0) => new(
        StorageErrorCode.Truncated,
        operation,
        Path,
        $"{operation} of '{Path}' at offset {offset} failed: another party truncated the file, which ends before the mapping does.",
        offset)
    { BytesWritten = done };

    private StorageException Fault(IoResult failure, string operation, long offset, bool forWrite, long done) => new(
        StorageErrorCode.MappingFault,
        operation,
        Path,
        $"{operation} of '{Path}' at offset {offset} failed: a page of the mapping could not be "
            + (forWrite ? "made writable. The disk may be full, or its device failed." : "read. The device failed."),
        offset,
        failure.Error)
    { BytesWritten = done };

    private bool TryReadAt(Span<byte> buffer, long offset, out int count)
    {
        count = 0;
        if (IsCopyOnWrite)
        {
            return false;
        }

        Enter();
        try
        {
            // Short of what is mapped, the file was truncated, or the length is changing: the blocking body finds out.
            var region = Region;
            var part = buffer[..region.Available(offset, buffer.Length)];
            return _noWait.TryRead(Platform, File.Handle, part, region.FileOffset + offset, out count)
                && count == part.Length && !IsReplaced(region, offset, count);
        }
        finally
        {
            Exit();
        }
    }

    private bool TryReadExactlyAt(Span<byte> buffer, long offset) =>
        TryReadAt(buffer, offset, out var count) && count == buffer.Length;

    private static void CheckRead(Span<byte> buffer, long offset) => ArgumentOutOfRangeException.ThrowIfNegative(offset);
}
