using System.Globalization;

namespace Mapwright;

public abstract partial class RangedFileBase
{
    /// <summary>The bytes that are taken: by ranges, by the padding up to the alignment, and from the beginning.</summary>
    public long Allocated => _allocator.Allocated;

    /// <summary>The bytes that are left to allocate.</summary>
    public long Remaining => _allocator.Remaining;

    /// <summary>Takes a range for writing. Waits only where allocation is durable, for a write now and then.</summary>
    /// <param name="length">The length in bytes: more than 0, and at most what a span covers (<see cref="int.MaxValue"/>).</param>
    /// <returns>The range: aligned, and exactly as long as was asked for.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not more than 0, or more than a span covers.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="InvalidOperationException">The file's own allocator returned a range that is unaligned or outside the file.</exception>
    /// <exception cref="StorageException">
    /// The range does not fit (<see cref="StorageErrorCode.SpaceExhausted"/>), or what is handed out could not be made durable; nothing was handed out.
    /// </exception>
    [Operation(Check = nameof(CheckLength), FastPath = nameof(TryAllocateNow))]
    [return: IssuedBy]
    public AllocatedRange Allocate(long length) => TryAllocate(length, out var range) ? range : throw new StorageException(
        StorageErrorCode.SpaceExhausted,
        nameof(Allocate),
        Path,
        string.Create(CultureInfo.InvariantCulture, $"A range of {length} bytes does not fit into '{Path}': {Remaining} of {Length} bytes are left."));

    /// <summary>Takes a range for writing if it fits. Waits only where allocation is durable, for a write now and then.</summary>
    /// <param name="length">The length in bytes: more than 0, and at most what a span covers (<see cref="int.MaxValue"/>).</param>
    /// <param name="range">The range: aligned, and exactly as long as was asked for.</param>
    /// <returns>False: it does not fit, and nothing changed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not more than 0, or more than a span covers.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="InvalidOperationException">The file's own allocator returned a range that is unaligned or outside the file.</exception>
    /// <exception cref="StorageException">What is handed out could not be made durable; nothing was handed out.</exception>
    public bool TryAllocate(long length, [IssuedBy] out AllocatedRange range)
    {
        CheckLength(length);
        Enter();
        try
        {
            var fits = _allocator.TryAllocate(length, out var offset);
            range = fits ? Issue(offset, length) : default;
            return fits;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Gives a range back that was not written, to be handed out again.</summary>
    /// <param name="range">The range; spent when the call succeeds.</param>
    /// <exception cref="NotSupportedException">The file's allocator takes nothing back.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// The range was issued by another file, or was written or given back, or is being flushed (<see cref="StorageErrorCode.TokenMisused"/>); or the system
    /// refused: then the range is as it was; or a flush failed: then it may be free to whoever opens the file next, and nobody can use it until then.
    /// </exception>
    [Operation(Check = nameof(CheckRange))]
    public void Release([Consumes] AllocatedRange range)
    {
        CheckRange(range);
        Enter();
        try
        {
            var allocator = RecyclingAllocator();
            Spend(range.Offset, range.Length, range.Generation, RangeState.Allocated, RangeState.Writing, nameof(Release));
            Free(allocator, range.Offset, range.Length, range.Generation, RangeState.Allocated);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Gives the range of a write back, flushed or not, to be handed out again.</summary>
    /// <param name="receipt">The receipt of the write; spent when the call succeeds.</param>
    /// <exception cref="NotSupportedException">The file's allocator takes nothing back.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="Release(AllocatedRange)"/>.</exception>
    [Operation(Check = nameof(CheckReceipt))]
    public void Release([Consumes] WriteReceipt receipt)
    {
        CheckReceipt(receipt);
        Enter();
        try
        {
            var allocator = RecyclingAllocator();
            var before = Hold(receipt, nameof(Release));
            Free(allocator, receipt.Offset, receipt.Length, receipt.Generation, before);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Exchanges the receipt of a write, flushed or not, for the right to write its range anew. Never waits.</summary>
    /// <param name="receipt">The receipt; spent when the call succeeds.</param>
    /// <returns>The range. Its content is as it was until it is written.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// The receipt was issued by another file, or was exchanged or given back already, or is being flushed (<see cref="StorageErrorCode.TokenMisused"/>).
    /// </exception>
    [return: IssuedBy]
    public AllocatedRange Rewrite([Consumes] WriteReceipt receipt)
    {
        CheckReceipt(receipt);
        ThrowIfClosed();
        Hold(receipt, nameof(Rewrite));
        var generation = _states.Renew(receipt.Offset, receipt.Length);
        Move(receipt.Offset, receipt.Length, RangeState.Writing, RangeState.Allocated, nameof(Rewrite));
        return new AllocatedRange(this, receipt.Offset, receipt.Length, generation);
    }

    private static void CheckLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, int.MaxValue);
    }

    private void CheckRange(AllocatedRange range) => CheckOwner(range.File, range.Offset, range.Length, nameof(Release));

    private bool TryAllocateNow(long length, out AllocatedRange range)
    {
        if (_allocator is not DurableRangeAllocator durable)
        {
            return TryAllocate(length, out range);
        }

        Enter();
        try
        {
            var fits = durable.TryAllocateLeased(length, out var offset);
            range = fits ? Issue(offset, length) : default;
            return fits;
        }
        finally
        {
            Exit();
        }
    }

    private AllocatedRange Issue(long offset, long length)
    {
        if (offset < 0 || offset % Alignment != 0 || offset > Length - length)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The allocator of '{Path}' returned offset {offset} for {length} bytes; the file has {Length} bytes and is aligned to {Alignment}."));
        }

        ForgetFailure(offset, length);
        return new AllocatedRange(this, offset, length, _states.GenerationFor(offset, length));
    }

    private IRecyclingRangeAllocator RecyclingAllocator() => _allocator as IRecyclingRangeAllocator ?? throw new NotSupportedException(
        $"'{Path}' hands out each range once: its allocator takes nothing back. Open it with a {nameof(RecyclingRangeAllocator)}, or with "
        + $"{nameof(RangedFileOptions.IsAllocationDurable)}.");

    /// <summary>
    /// Ends a hold by giving the range to the allocator; where that is refused, by putting it back as it was. Where it may have happened all the same, the token
    /// stays stale: the next object that opens the file may hand the range out, over what this one would write there.
    /// </summary>
    private void Free(IRecyclingRangeAllocator allocator, long offset, long length, int generation, RangeState before)
    {
        // The next owner may have it before the allocator returns: until then no token is good for it.
        _states.Renew(offset, length);
        Move(offset, length, RangeState.Writing, RangeState.Allocated, nameof(Release));
        try
        {
            allocator.Free(offset, length);
        }
        catch when (allocator is not DurableRangeAllocator { IsUnsure: true })
        {
            Move(offset, length, RangeState.Allocated, RangeState.Writing, nameof(Release));
            _states.SetGeneration(offset, length, generation);
            Move(offset, length, RangeState.Writing, before, nameof(Release));
            throw;
        }
    }
}
