namespace Mapwright;

public abstract partial class MutableMappedFileBase
{
    /// <summary>
    /// Sets the length of the mapping, and lets the file end with it. A longer file reads as zeros in its new part, which
    /// occupies no blocks. Spans that were handed out before end; readers and writers go on.
    /// </summary>
    /// <param name="length">The length of the mapping in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative, or the end is beyond the largest offset.</exception>
    /// <exception cref="InvalidOperationException">
    /// A lease is out, or the file was opened with a <see cref="MapOptions.Length"/>: then bytes that are not mapped would be cut off.
    /// </exception>
    /// <exception cref="NotSupportedException">The mapping is copy-on-write.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The system refused, or the file is poisoned; the length is unchanged.</exception>
    [Operation(Check = nameof(CheckLength)), Dirties, Invalidates]
    public void SetLength(long length)
    {
        CheckLength(length);
        if (IsCopyOnWrite)
        {
            throw new NotSupportedException($"The length of '{Path}' cannot be set through a copy-on-write mapping.");
        }

        EnterForWrite(nameof(SetLength));
        try
        {
            lock (_resizing)
            {
                Resize(length);
            }
        }
        finally
        {
            Exit();
        }
    }

    private void Resize(long length)
    {
        var old = Region;
        if (!_reachesEnd)
        {
            throw new InvalidOperationException(
                $"The length of '{Path}' cannot be set: it was mapped with a length, and what lies behind would be cut off.");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, long.MaxValue - old.FileOffset);
        if (old.IsLeased)
        {
            throw Leased();
        }

        if (length == old.Length)
        {
            File.Check(SetFileLength(length), nameof(SetLength));
            return;
        }

        var next = Map(length);
        if (length > old.Length)
        {
            Grow(old, next);
        }
        else
        {
            Shrink(old, next);
        }
    }

    private void Grow(MappedRegion old, MappedRegion next)
    {
        // The new mapping reaches beyond the end of the file, and nobody sees it before the file is as long.
        var grown = SetFileLength(next.Length);
        if (grown.IsFailure)
        {
            next.Discard();
            File.Check(grown, nameof(SetLength));
        }

        Publish(next);
        old.End();
    }

    /// <summary>
    /// Nobody may touch pages behind the new end when the file loses them: the shorter mapping is published and the old one
    /// replaced by zeros first. The spare takes the old one's place when the system then refuses.
    /// </summary>
    private void Shrink(MappedRegion old, MappedRegion next)
    {
        MappedRegion spare;
        try
        {
            spare = Map(old.Length);
        }
        catch
        {
            next.Discard();
            throw;
        }

        if (!old.TryEndLeases())
        {
            next.Discard();
            spare.Discard();
            throw Leased();
        }

        Publish(next);
        old.MarkEnded();
        var result = old.Retire();
        if (!result.IsFailure || Platform.Classify(result.Error) == StorageErrorCode.NotSupported)
        {
            result = SetFileLength(next.Length);
        }

        if (result.IsFailure)
        {
            Publish(spare);
            next.End();
            File.Check(result, nameof(SetLength));
        }

        spare.Discard();
    }

    private MappedRegion Map(long length) => MappedRegion.Map(File, MappingKind.ReadWrite, Offset, length, nameof(SetLength));

    private IoResult SetFileLength(long length) => Platform.SetLength(File.Handle, Offset + length);

    private InvalidOperationException Leased() =>
        new($"The length of '{Path}' cannot be set while a lease of the mapping is out; dispose the leases first.");

    private static void CheckLength(long length) => ArgumentOutOfRangeException.ThrowIfNegative(length);
}
