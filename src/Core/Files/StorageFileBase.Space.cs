namespace Mapwright;

public abstract partial class StorageFileBase
{
    /// <summary>The bytes of one plain write where the system has no other way to make zeros.</summary>
    private const int ZeroChunk = 128 * 1024;

    /// <summary>What blocks that <see cref="Allocate(long, long)"/> reserved promise where the file is.</summary>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public AllocationGuarantee AllocationGuarantee
    {
        get
        {
            Enter();
            try
            {
                return Platform.GuaranteeOf(File.Handle);
            }
            finally
            {
                Exit();
            }
        }
    }

    /// <summary>
    /// Reserves real blocks for an interval and extends the file to its end. Whether later writes there can still run out of
    /// space says <see cref="AllocationGuarantee"/>. Where blocks are memory, as on tmpfs, the file is only extended.
    /// </summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes, more than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is empty, negative, or beyond the largest offset.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="NotSupportedException">The file system cannot reserve blocks.</exception>
    /// <exception cref="StorageException">
    /// The disk is full, or the system refused; the length is unchanged. What was reserved beyond the end of the file is
    /// given back, unless another party moved the end meanwhile.
    /// </exception>
    [Operation(Check = nameof(CheckInterval)), Dirties]
    public void Allocate(long offset, long length) => Allocate(offset, length, takeMemory: false);

    /// <summary>As <see cref="Allocate(long, long)"/>, with a say where blocks are memory.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes, more than 0.</param>
    /// <param name="takeMemory">Whether blocks are reserved also where they are memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is empty, negative, or beyond the largest offset.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="NotSupportedException">The file system cannot reserve blocks.</exception>
    /// <exception cref="StorageException">As for <see cref="Allocate(long, long)"/>.</exception>
    [Operation(Check = nameof(CheckAllocation)), Dirties]
    public void Allocate(long offset, long length, bool takeMemory)
    {
        CheckInterval(offset, length);
        EnterForWrite(nameof(Allocate));
        try
        {
            var before = File.GetLength(nameof(Allocate));
            if (takeMemory || Platform.GuaranteeOf(File.Handle) != AllocationGuarantee.Memory)
            {
                GiveBack(Platform.Allocate(File.Handle, offset, length), before, offset);
            }

            if (offset + length > before)
            {
                // Never back: another party may have made the file longer still.
                GiveBack(Platform.ExtendLength(File.Handle, offset + length), before, offset);
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Gives the blocks of an interval back to the file system: it reads as zeros and occupies nothing. The length stays.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes, more than 0; blocks that are inside only in part are filled with zeros.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is empty, negative, or beyond the largest offset.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="NotSupportedException">The file system has no holes.</exception>
    /// <exception cref="StorageException">
    /// The system refused, or the file is poisoned; the bytes inside the interval are unspecified, nothing else changed. A failure of a file whose
    /// writes are durable poisons it.
    /// </exception>
    [Operation(Check = nameof(CheckInterval)), Dirties]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void PunchHole(long offset, long length)
    {
        CheckInterval(offset, length);
        EnterForWrite(nameof(PunchHole));
        try
        {
            using var write = File.BeginWrite(File.Durability);
            CheckWritten(Platform.PunchHole(File.Handle, offset, length), File.Durability, nameof(PunchHole), offset);
            write.Conclude(nameof(PunchHole));
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>
    /// Fills an interval with zeros, and extends the file where it ends before them: as a write of zeros, without
    /// transferring them where the file system can. Blocks stay reserved.
    /// </summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <param name="length">The length in bytes, more than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is empty, negative, or beyond the largest offset.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="StorageException">
    /// The disk is full, the system refused, or the file is poisoned; the bytes inside the interval are unspecified, nothing else changed. A failure of
    /// a file whose writes are durable poisons it.
    /// </exception>
    [Operation(Check = nameof(CheckInterval)), Dirties]
    [RangeOf(nameof(offset), Length = nameof(length))]
    public void ZeroRange(long offset, long length)
    {
        CheckInterval(offset, length);
        EnterForWrite(nameof(ZeroRange));
        try
        {
            using var write = File.BeginWrite(File.Durability);
            var result = Platform.ZeroRange(File.Handle, offset, length);
            if (!result.IsFailure)
            {
                result = Platform.ExtendLength(File.Handle, offset + length);
            }
            else if (Platform.Classify(result.Error) == StorageErrorCode.NotSupported)
            {
                result = WriteZeros(offset, length);
            }

            CheckWritten(result, File.Durability, nameof(ZeroRange), offset);
            write.Conclude(nameof(ZeroRange));
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Finds the first interval at or after an offset that holds data; what lies between is holes.</summary>
    /// <param name="offset">The offset in bytes.</param>
    /// <returns>
    /// The interval, cut off at <paramref name="offset"/>; null when there is none. A file system may report holes as data, never
    /// data as holes. What is written meanwhile may or may not be seen.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The system could not tell.</exception>
    [Operation(Check = nameof(CheckOffset))]
    public FileExtent? NextExtent(long offset)
    {
        CheckOffset(offset);
        Enter();
        try
        {
            var result = Platform.FindExtent(File.Handle, offset, out var extent);
            if (result.IsFailure && Platform.Classify(result.Error) == StorageErrorCode.NotSupported)
            {
                // All data, as a file system without holes would say.
                var length = File.GetLength(nameof(NextExtent));
                return offset < length ? new FileExtent(offset, length - offset) : null;
            }

            File.Check(result, nameof(NextExtent), offset);
            return result.Value == 1 ? extent : null;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>The intervals that hold data, in order: <see cref="NextExtent"/>, again and again. Each step may wait.</summary>
    /// <param name="offset">Where to start, in bytes.</param>
    /// <returns>The intervals.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">While enumerating: the file was disposed.</exception>
    /// <exception cref="StorageException">While enumerating: the system could not tell.</exception>
    public IEnumerable<FileExtent> Extents(long offset = 0)
    {
        CheckOffset(offset);
        return Enumerate(offset);

        IEnumerable<FileExtent> Enumerate(long next)
        {
            while (NextExtent(next) is { } extent)
            {
                yield return extent;
                next = extent.End;
            }
        }
    }

    /// <summary>As <see cref="Extents"/>, without waiting on the caller's thread.</summary>
    /// <param name="offset">Where to start, in bytes.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The intervals.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">While enumerating: the file was disposed.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: the token fired.</exception>
    /// <exception cref="StorageException">While enumerating: the system could not tell.</exception>
    public IAsyncEnumerable<FileExtent> ExtentsAsync(long offset = 0, CancellationToken cancellationToken = default)
    {
        CheckOffset(offset);
        return Enumerate(offset, cancellationToken);

        async IAsyncEnumerable<FileExtent> Enumerate(
            long next, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            while (await NextExtentAsync(next, token).ConfigureAwait(false) is { } extent)
            {
                yield return extent;
                next = extent.End;
            }
        }
    }

    /// <summary>Throws for a failed step of an allocation, after giving back what was reserved beyond the end.</summary>
    private void GiveBack(IoResult step, long before, long offset)
    {
        if (step.IsFailure && !Platform.GetMetadata(File.Handle, out var now).IsFailure && now.Length == before)
        {
            // Setting the length that the file has frees the blocks behind it. What this reports is no news to the caller.
            _ = Platform.SetLength(File.Handle, before);
        }

        File.Check(step, nameof(Allocate), offset);
    }

    private IoResult WriteZeros(long offset, long length)
    {
        var handle = File.BufferedHandle(nameof(ZeroRange));
        var zeros = new byte[Math.Min(length, ZeroChunk)];
        for (long done = 0; done < length; done += zeros.Length)
        {
            var result = Platform.WriteAt(handle, zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - done)), offset + done);
            if (result.IsFailure)
            {
                return IoResult.Failure(result.Error, done + result.Value);
            }
        }

        return IoResult.Success(length);
    }

    private static void CheckOffset(long offset) => ArgumentOutOfRangeException.ThrowIfNegative(offset);

    private static void CheckAllocation(long offset, long length, bool takeMemory) => CheckInterval(offset, length);

    private static void CheckInterval(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        CheckRange(offset, length);
    }
}
