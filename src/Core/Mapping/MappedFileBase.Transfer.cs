namespace Mapwright;

public abstract partial class MappedFileBase
{
    /// <summary>
    /// A longer copy is made outside managed code, where a page that is waited for does not hold up the collector, and one that
    /// cannot be had leaves the mapping as usable as before; so is each that runs on a scheduler.
    /// </summary>
    private const int LargestDirectCopy = 256;

    private NoWaitReads _noWait;

    /// <summary>Copies out of the mapping. Short only at its end.</summary>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The number of bytes copied; 0 at or beyond the end of the mapping.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// A page could not be read (<see cref="StorageErrorCode.MappingFault"/>), another party truncated the file
    /// (<see cref="StorageErrorCode.Truncated"/>), or an earlier access of the mapping faulted: see <see cref="HasFaulted"/>.
    /// </exception>
    [Operation(Check = nameof(CheckRead), FastPath = nameof(TryReadAt), Body = nameof(ReadHeldAt))]
    [RangeOf(nameof(offset), Length = nameof(buffer))]
    public int ReadAt(Span<byte> buffer, long offset) => Copy(buffer, offset, nameof(ReadAt));

    /// <summary>Copies a whole buffer out of the mapping.</summary>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    /// <exception cref="EndOfStreamException">The mapping ends before the buffer is full.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="ReadAt"/>.</exception>
    [Operation(Check = nameof(CheckRead), FastPath = nameof(TryReadExactlyAt), Body = nameof(ReadExactlyHeldAt))]
    [RangeOf(nameof(offset), Length = nameof(buffer))]
    public void ReadExactlyAt(Span<byte> buffer, long offset) =>
        ThrowIfEnded(Copy(buffer, offset, nameof(ReadExactlyAt)), buffer.Length, offset);

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
        var count = CopyHeld(bytes, 0, nameof(ToArray));
        if (count < bytes.Length)
        {
            // The mapping became shorter since it was asked how long it is.
            Array.Resize(ref bytes, count);
        }

        return bytes;
    }

    private int ReadHeldAt(Span<byte> buffer, long offset) => CopyHeld(buffer, offset, nameof(ReadAt));

    private void ReadExactlyHeldAt(Span<byte> buffer, long offset) =>
        ThrowIfEnded(CopyHeld(buffer, offset, nameof(ReadExactlyAt)), buffer.Length, offset);

    private void ThrowIfEnded(int count, int length, long offset)
    {
        if (count < length)
        {
            throw new EndOfStreamException(
                $"The mapping of '{Path}' ends {count} bytes after offset {offset}, where {length} bytes were to be read.");
        }
    }

    private int Copy(Span<byte> buffer, long offset, string operation)
    {
        CheckRead(buffer, offset);
        return buffer.Length <= LargestDirectCopy ? CopyDirectly(buffer, offset, operation) : CopyHeld(buffer, offset, operation);
    }

    /// <summary>
    /// Reads what is mapped from the file itself: what another party cut off is missing in the count, also bytes that a map shows as zeros up to the end of their
    /// page. Slower than <see cref="ReadAt"/>; sees what was stored through shared mappings.
    /// </summary>
    /// <param name="buffer">The buffer to fill.</param>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>The number of bytes read; short where the mapping ends, or the file before it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    /// <exception cref="NotSupportedException">The mapping is copy-on-write: what was written to it is not in the file.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The system failed to read.</exception>
    [Operation(Check = nameof(CheckRead))]
    [RangeOf(nameof(offset), Length = nameof(buffer))]
    public int ReadVerifiedAt(Span<byte> buffer, long offset)
    {
        CheckRead(buffer, offset);
        Enter();
        try
        {
            if (IsCopyOnWrite)
            {
                throw new NotSupportedException($"{nameof(ReadVerifiedAt)} of '{Path}' is refused: what was written to a copy-on-write mapping is not in the file.");
            }

            while (true)
            {
                var region = Region;
                var part = buffer[..region.Available(offset, buffer.Length)];
                var read = Platform.ReadAt(File.Handle, part, region.FileOffset + offset);
                if (!IsReplaced(region, offset, part.Length))
                {
                    File.Check(read, nameof(ReadVerifiedAt), region.FileOffset + offset);
                    return (int)read.Value;
                }
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>As a read of a value: looks after the access, holds nothing.</summary>
    private int CopyDirectly(Span<byte> buffer, long offset, string operation)
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

            ThrowIfUnusable(region, operation);
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
                var copied = Load(region, part, offset);
                if (!IsReplaced(region, offset, part.Length))
                {
                    CheckAccess(copied, region, offset, part.Length, operation);
                    return part.Length;
                }
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Copies out of a region.</summary>
    private IoResult Load(MappedRegion region, Span<byte> part, long offset)
    {
        if (part.IsEmpty)
        {
            return IoResult.Success();
        }

        var read = Platform.ReadMapping(region.Mapping!, offset, part);
        if (Platform.Classify(read.Error) != StorageErrorCode.NotSupported)
        {
            return read;
        }

        return IsCopyOnWrite ? LoadPrivate(region, part, offset) : LoadFromFile(region, part, offset);
    }

    /// <summary>Reads what is mapped from the file itself; a file that ends too early is a fault.</summary>
    private IoResult LoadFromFile(MappedRegion region, Span<byte> part, long offset)
    {
        var read = Platform.ReadAt(File.Handle, part, region.FileOffset + offset);
        return read.IsFailure || read.Value == part.Length ? read : throw Truncated(nameof(ReadAt), offset, default);
    }

    /// <summary>Copies from memory, where pages of this mapping alone may be.</summary>
    private IoResult LoadPrivate(MappedRegion region, Span<byte> part, long offset)
    {
        var populated = Populate(region, offset, part.Length, forWrite: false);
        if (!populated.IsFailure)
        {
            region.Slice(offset, part.Length).CopyTo(part);
        }

        return populated;
    }

    /// <summary>Touches pages inside a system call, where the platform can, so that a page that cannot be had is an error and not a fault.</summary>
    private protected IoResult Populate(MappedRegion region, long offset, long length, bool forWrite)
    {
        var populated = Platform.Populate(region.Mapping!, offset, length, forWrite);
        return Platform.Classify(populated.Error) == StorageErrorCode.NotSupported ? IoResult.Success() : populated;
    }

    /// <summary>Asked after an access while inside: whether it may have met pages that were let go.</summary>
    private protected bool IsReplaced(MappedRegion region, long offset, long length)
    {
        Volatile.ReadBarrier();
        return !ReferenceEquals(region, Region) || (length > 0 && !region.Holds(offset, length));
    }

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
                && count == part.Length && !IsReplaced(region, offset, count) && !region.HasFaulted;
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
