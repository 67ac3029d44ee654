namespace Mapwright;

public abstract partial class StorageFileBase
{
    /// <summary>Makes many reads in one operation. The order in which they are made is not specified.</summary>
    /// <param name="reads">The reads.</param>
    /// <param name="counts">Gets the number of bytes of each read; short only at the end of the file.</param>
    /// <exception cref="ArgumentOutOfRangeException">An offset is negative.</exception>
    /// <exception cref="ArgumentException"><paramref name="counts"/> is shorter than <paramref name="reads"/>.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for writing only.</exception>
    /// <exception cref="StorageException">
    /// The system failed to read at <see cref="StorageException.Offset"/>; the other buffers are unspecified.
    /// </exception>
    [Operation(Primitive = StoragePrimitive.ReadMany, Check = nameof(CheckReads), FastPath = nameof(TryReadMany))]
    public void ReadMany(ReadOnlySpan<FileRead> reads, Span<int> counts)
    {
        BeginReadMany(reads, counts);
        try
        {
            for (var i = 0; i < reads.Length; i++)
            {
                var (buffer, offset) = reads[i];
                EndReadMany(Platform.ReadAt(File.HandleFor(buffer.Span, offset), buffer.Span, offset), i, reads, counts);
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>
    /// Makes many writes in one operation, each of all its bytes. The order in which they are made is not specified; of
    /// writes that overlap, either's bytes may stay. Not durable until flushed.
    /// </summary>
    /// <param name="writes">The writes.</param>
    /// <exception cref="ArgumentOutOfRangeException">An offset is negative, or an end is beyond the largest offset.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="StorageException">
    /// The system failed to write at <see cref="StorageException.Offset"/>, of which <see cref="StorageException.BytesWritten"/>
    /// bytes were written, or the file is poisoned. The bytes of all intervals are unspecified; nothing else changed.
    /// </exception>
    [Operation(Primitive = StoragePrimitive.WriteMany, Check = nameof(CheckWrites)), Dirties]
    public void WriteMany(ReadOnlySpan<FileWrite> writes)
    {
        BeginWriteMany(writes);
        try
        {
            using var batch = File.BeginWrite(File.Durability);
            for (var i = 0; i < writes.Length; i++)
            {
                var (buffer, offset) = writes[i];
                EndWriteMany(Platform.WriteAt(File.HandleFor(buffer.Span, offset), buffer.Span, offset), i, writes);
            }

            batch.Conclude(nameof(WriteMany));
        }
        finally
        {
            Exit();
        }
    }

    /// <returns>What all of the reads can go through.</returns>
    private PlatformFile BeginReadMany(ReadOnlySpan<FileRead> reads, Span<int> counts)
    {
        CheckReads(reads, counts);
        Enter();
        var handle = File.Handle;
        foreach (var (buffer, offset) in reads)
        {
            handle = File.HandleFor(buffer.Span, offset);
            if (handle == File.Handle)
            {
                break;
            }
        }

        return handle;
    }

    private void EndReadMany(IoResult result, int index, ReadOnlySpan<FileRead> reads, Span<int> counts)
    {
        File.Check(result, nameof(ReadMany), reads[index].Offset);
        counts[index] = (int)result.Value;
    }

    /// <returns>What all of the writes can go through.</returns>
    private PlatformFile BeginWriteMany(ReadOnlySpan<FileWrite> writes)
    {
        CheckWrites(writes);
        EnterForWrite(nameof(WriteMany));
        var handle = File.Handle;
        foreach (var (buffer, offset) in writes)
        {
            handle = File.HandleFor(buffer.Span, offset);
            if (handle == File.Handle)
            {
                break;
            }
        }

        return handle;
    }

    private void EndWriteMany(IoResult result, int index, ReadOnlySpan<FileWrite> writes) =>
        EndWrite(result, File.Durability, writes[index].Offset, writes[index].Buffer.Length, nameof(WriteMany));

    private bool TryReadMany(ReadOnlySpan<FileRead> reads, Span<int> counts)
    {
        long total = 0;
        foreach (var read in reads)
        {
            total += read.Buffer.Length;
        }

        if (IsPastCache || total > NoWaitReads.LargestInline)
        {
            return false;
        }

        Enter();
        try
        {
            var answered = true;

            // All are tried: for what is not cached the system starts to read.
            for (var i = 0; i < reads.Length; i++)
            {
                answered &= _noWait.TryRead(Platform, File.Handle, reads[i].Buffer.Span, reads[i].Offset, out counts[i]);
            }

            return answered;
        }
        finally
        {
            Exit();
        }
    }

    private void CheckReads(ReadOnlySpan<FileRead> reads, Span<int> counts)
    {
        if (counts.Length < reads.Length)
        {
            throw new ArgumentException($"There are {reads.Length} reads, and only {counts.Length} places for their counts.", nameof(counts));
        }

        foreach (var (buffer, offset) in reads)
        {
            CheckRead(buffer.Span, offset);
        }
    }

    private void CheckWrites(ReadOnlySpan<FileWrite> writes)
    {
        foreach (var (buffer, offset) in writes)
        {
            CheckWrite(buffer.Span, offset);
        }
    }
}
