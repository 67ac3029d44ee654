namespace Mapwright;

public abstract partial class RangedFileBase
{
    /// <summary>
    /// Held while receipts enter or leave a flush, and while it is looked at who is in one: under it, a range in <see cref="RangeState.Flushed"/> is durable, or
    /// its receipt is in <see cref="_flushing"/>.
    /// </summary>
    private readonly Lock _flushes = new();

    private readonly HashSet<(long Offset, long Length, int Generation)> _flushing = [];

    /// <summary>Makes the bytes of one write durable. What else was written before the call becomes durable too.</summary>
    /// <param name="receipt">The receipt of the write; spent when the call succeeds.</param>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">
    /// The receipt was issued by another file, or was flushed already (<see cref="StorageErrorCode.TokenMisused"/>); or the file is poisoned; or the flush
    /// failed: then writes before it may be lost, and the file is poisoned. A failed flush is never retried.
    /// </exception>
    [Operation(Check = nameof(CheckReceipt)), Cleans]
    public void Flush([Consumes(Right = "flush")] WriteReceipt receipt)
    {
        CheckReceipt(receipt);
        Flush([receipt], nameof(Flush), startEach: false);
    }

    /// <summary>
    /// Makes the bytes of many writes durable: starts writing each back and then waits once, for all of them. What else was written before the
    /// call becomes durable too.
    /// </summary>
    /// <param name="receipts">The receipts of the writes, each once; all spent when the call succeeds, none of them otherwise.</param>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="Flush(WriteReceipt)"/>; nothing was flushed when a receipt is misused.</exception>
    [Operation(Check = nameof(CheckReceipts)), Cleans]
    public void FlushMany([Consumes(Right = "flush")] ReadOnlySpan<WriteReceipt> receipts)
    {
        CheckReceipts(receipts);
        Flush(receipts, nameof(FlushMany), startEach: true);
    }

    /// <summary>
    /// Starts writing the bytes of one write back, and does not wait. Nothing is durable yet, as the type of the result says. Where the platform cannot
    /// start, the flush that finishes it does all.
    /// </summary>
    /// <param name="receipt">The receipt of the write; the right to flush it is the result's as well, and whichever is used first spends it.</param>
    /// <returns>The right to finish the flush.</returns>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="Flush(WriteReceipt)"/>.</exception>
    [Operation(Check = nameof(CheckReceipt))]
    [return: IssuedBy]
    public PendingFlush StartFlush([IssuedBy] WriteReceipt receipt)
    {
        CheckReceipt(receipt);
        Enter();
        try
        {
            File.ThrowIfPoisoned(nameof(StartFlush));
            CheckGeneration(receipt.Offset, receipt.Length, receipt.Generation, nameof(StartFlush));
            var state = _states[receipt.Offset];
            if (state != RangeState.Written)
            {
                throw Misused(nameof(StartFlush), receipt.Offset, receipt.Length, state);
            }

            TryStartFlush(receipt.Offset, receipt.Length, nameof(StartFlush));
            return new PendingFlush(receipt);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Finishes a flush that was started: afterwards the bytes of that write are durable.</summary>
    /// <param name="pending">What <see cref="StartFlush"/> returned; spent when the call succeeds.</param>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="Flush(WriteReceipt)"/>.</exception>
    [Operation(Check = nameof(CheckPending)), Cleans]
    public void Flush([Consumes] PendingFlush pending)
    {
        CheckPending(pending);
        Flush([pending.Receipt], nameof(Flush), startEach: false);
    }

    /// <summary>Makes all that was written before the call durable. Receipts stay as they are: flushing them later is allowed, and cheap.</summary>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The file is poisoned, or the flush failed: as for <see cref="Flush(WriteReceipt)"/>.</exception>
    [Operation, Cleans]
    public void Flush()
    {
        Enter();
        try
        {
            File.FlushData(nameof(Flush));
        }
        finally
        {
            Exit();
        }
    }

    private void Flush(ReadOnlySpan<WriteReceipt> receipts, string operation, bool startEach)
    {
        Enter();
        try
        {
            File.ThrowIfPoisoned(operation);
            BeginFlush(receipts, operation);
            var succeeded = false;
            try
            {
                if (startEach)
                {
                    StartEach(receipts, operation);
                }

                if (receipts.Length > 0)
                {
                    File.FlushData(operation);
                }

                succeeded = true;
            }
            finally
            {
                EndFlush(receipts, succeeded);
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Takes receipts into a flush: all of them or none.</summary>
    private void BeginFlush(ReadOnlySpan<WriteReceipt> receipts, string operation)
    {
        lock (_flushes)
        {
            _flushing.EnsureCapacity(_flushing.Count + receipts.Length);
            var taken = 0;
            try
            {
                for (; taken < receipts.Length; taken++)
                {
                    var receipt = receipts[taken];
                    Spend(receipt.Offset, receipt.Length, receipt.Generation, RangeState.Written, RangeState.Flushed, operation);
                    _flushing.Add(KeyOf(receipt));
                }
            }
            catch
            {
                EndFlush(receipts[..taken], succeeded: false);
                throw;
            }
        }
    }

    private void EndFlush(ReadOnlySpan<WriteReceipt> receipts, bool succeeded)
    {
        lock (_flushes)
        {
            foreach (var receipt in receipts)
            {
                _flushing.Remove(KeyOf(receipt));
                if (!succeeded)
                {
                    // Nobody else moves what is being flushed, and an error of the device must not give way to one that says otherwise.
                    _states.TryMove(receipt.Offset, receipt.Length, RangeState.Flushed, RangeState.Written, out _);
                }
            }
        }
    }

    private static (long Offset, long Length, int Generation) KeyOf(WriteReceipt receipt) => (receipt.Offset, receipt.Length, receipt.Generation);

    private void StartEach(ReadOnlySpan<WriteReceipt> receipts, string operation)
    {
        foreach (var receipt in receipts)
        {
            if (!TryStartFlush(receipt.Offset, receipt.Length, operation))
            {
                // The flush that follows does all of it.
                return;
            }
        }
    }

    /// <summary>Starts write-back without waiting. False: the platform cannot.</summary>
    private bool TryStartFlush(long offset, long length, string operation)
    {
        var result = Platform.StartFlush(File.Handle, offset, length);
        if (result.IsFailure && Platform.Classify(result.Error) == StorageErrorCode.NotSupported)
        {
            return false;
        }

        File.CheckWriteBack(result, operation, offset);
        return true;
    }

    private void CheckReceipt(WriteReceipt receipt) => CheckOwner(receipt.File, receipt.Offset, receipt.Length, nameof(Flush));

    private void CheckPending(PendingFlush pending) => CheckReceipt(pending.Receipt);

    private void CheckReceipts(ReadOnlySpan<WriteReceipt> receipts)
    {
        foreach (var receipt in receipts)
        {
            CheckOwner(receipt.File, receipt.Offset, receipt.Length, nameof(FlushMany));
        }
    }
}
