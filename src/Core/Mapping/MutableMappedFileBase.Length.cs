namespace Mapwright;

public abstract partial class MutableMappedFileBase
{
    /// <summary>
    /// Sets the length of the mapping, and lets the file end with it. A longer file reads as zeros in its new part, which
    /// occupies no blocks unless <see cref="MapOptions.Preallocate"/> was asked for. Within <see cref="MapOptions.Capacity"/> spans and leases that
    /// were handed out before stay valid: what a shorter file loses shows zeros, and stores there vanish. Without a capacity they end. Readers and writers go on.
    /// </summary>
    /// <param name="length">The length of the mapping in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="length"/> is negative, the end is beyond the largest offset, or the length is beyond the capacity that was given.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A lease is out, and the mapping would have to move or become shorter; or the file was opened with a <see cref="MapOptions.Length"/>: then
    /// bytes that are not mapped would be cut off; or the mapping is frozen.
    /// </exception>
    /// <exception cref="NotSupportedException">The mapping is copy-on-write, or the file system cannot reserve blocks.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// The system refused, or the file is poisoned; the length of the mapping is unchanged. The file may be longer where the system maps nothing beyond its end.
    /// </exception>
    [Operation(Check = nameof(CheckLength)), Dirties, Invalidates(Unless = nameof(MapOptions.Capacity))]
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
            lock (Resizing)
            {
                ThrowIfFrozen(nameof(SetLength));
                using var change = ChangeRegion();
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
        var region = Region;
        ThrowIfUnusable(region, nameof(SetLength));
        if (Options.Length is not null)
        {
            throw new InvalidOperationException(
                $"The length of '{Path}' cannot be set: it was mapped with a length, and what lies behind would be cut off.");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, long.MaxValue - region.FileOffset);
        if (Options.Capacity is { } capacity)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(length, capacity);
        }
        else if (region.IsLeased)
        {
            throw Leased();
        }

        if (length == region.Length)
        {
            File.Check(SetFileLength(length), nameof(SetLength));
        }
        else if (Options.Capacity is not null)
        {
            ResizeInPlace(region, length);
        }
        else
        {
            Move(region, length);
        }
    }

    private void ResizeInPlace(MappedRegion region, long length)
    {
        var before = region.Length;
        if (length > before)
        {
            ClearTail(region);
            File.Check(SetFileLength(length), nameof(SetLength));
            Undo(region.Extend(File.Handle, length), before);
            return;
        }

        if (!region.TryShorten(length, out var hidden))
        {
            throw Leased();
        }

        File.Check(hidden, nameof(SetLength));
        var cut = SetFileLength(length);
        if (cut.IsFailure)
        {
            // Should this fail too, the mapping stays shorter than the file, and nothing is lost: Refresh tries again.
            region.Extend(File.Handle, before);
            File.Check(cut, nameof(SetLength));
        }
    }

    /// <summary>What was stored behind the end of the file, into its last page, must not become its content.</summary>
    private void ClearTail(MappedRegion region)
    {
        var end = region.Length;
        var rest = (int)Math.Min(-(region.FileOffset + end) & (Platform.PageSize - 1), region.Capacity - end);
        if (rest == 0)
        {
            return;
        }

        // A tail that was never stored to is not touched: the page may be a hole, and stays one.
        CheckAccess(Populate(region, end, rest, forWrite: false), region, end, rest, nameof(SetLength));
        if (region.Slice(end, rest).ContainsAnyExcept((byte)0))
        {
            CheckAccess(Populate(region, end, rest, forWrite: true), region, end, rest, nameof(SetLength), forWrite: true);
            region.Slice(end, rest).Clear();
        }
    }

    private void Move(MappedRegion old, long length)
    {
        if (length > old.Length)
        {
            Grow(old, length);
        }
        else
        {
            Shrink(old, Map(length));
        }
    }

    private void Grow(MappedRegion old, long length)
    {
        var next = MapBeyondEnd(length);
        var grown = SetFileLength(length);
        if (grown.IsFailure)
        {
            next?.Discard();
            File.Check(grown, nameof(SetLength));
        }

        Publish(next ?? Map(length));
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

    /// <summary>
    /// Maps before the file is as long, and nobody sees it before then, so that a mapping that is refused changes nothing. Null where the system
    /// maps nothing beyond the end of a file; should the mapping be refused there, the file stays longer.
    /// </summary>
    private MappedRegion? MapBeyondEnd(long length)
    {
        try
        {
            return Map(length);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private MappedRegion Map(long length) => Map(length, nameof(SetLength));

    private IoResult SetFileLength(long length) => File.SetLength(Offset + length, Options.Preallocate);

    /// <summary>Takes a growth of the file back when its mapping could not follow.</summary>
    private void Undo(IoResult failed, long length)
    {
        if (failed.IsFailure)
        {
            SetFileLength(length);
            File.Check(failed, nameof(SetLength));
        }
    }

    private static void CheckLength(long length) => ArgumentOutOfRangeException.ThrowIfNegative(length);
}
