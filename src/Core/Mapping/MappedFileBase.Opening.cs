namespace Mapwright;

public abstract partial class MappedFileBase
{
    /// <summary>
    /// The lock that <see cref="MapOptions.Lock"/> asked for; <see langword="null"/> when it did not. Dispose it to give the lock back before the map.
    /// </summary>
    public LockGuard? OpeningLock { get; private set; }

    /// <summary>
    /// The second half of opening, before anyone else has the object: lock, find out that everything fits, change the length, map. On failure the object
    /// is closed, and a file that was created is gone, unless another party was seen to use it: that one had the lock.
    /// </summary>
    /// <param name="operation">The operation that opens.</param>
    /// <param name="initialLength">The length of a file that has no bytes.</param>
    /// <param name="content">What a new file begins with.</param>
    /// <param name="cancellationToken">Ends the wait for the lock.</param>
    internal void Start(string operation, long? initialLength, ReadOnlySpan<byte> content, CancellationToken cancellationToken) =>
        FinishOpening(operation, initialLength, content, BeginOpening(operation, cancellationToken));

    /// <summary>The part of <see cref="Start"/> up to the lock: takes it, or stands in line for it.</summary>
    /// <returns>The wait; null when the lock is held or none was asked for.</returns>
    internal Waiter<LockGuard>? BeginOpening(string operation, CancellationToken cancellationToken)
    {
        try
        {
            return TakeLock(cancellationToken);
        }
        catch (Exception cause)
        {
            Undo(cause, operation);
            throw;
        }
    }

    /// <summary>The part of <see cref="Start"/> from the lock on; waits for it where that has not ended.</summary>
    internal void FinishOpening(string operation, long? initialLength, ReadOnlySpan<byte> content, Waiter<LockGuard>? wait)
    {
        try
        {
            OpeningLock = wait?.Park() ?? OpeningLock;
            Telemetry.Mark();
            var region = Map(Prepare(initialLength, operation), operation);
            Fill(region, content, operation);
            _removeOnDispose = Options.RemoveOnDispose;
            _region = region;
        }
        catch (Exception cause)
        {
            Undo(cause, operation);
            throw;
        }
    }

    /// <summary>Closes, and removes a file that was created and that nobody else was seen to use.</summary>
    /// <exception cref="StorageException">The file could not be closed or not be removed.</exception>
    internal void Undo(Exception cause, string operation)
    {
        var removed = File.RemoveCreated();
        try
        {
            Dispose();
        }
        catch (Exception closing) when (closing is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StorageException(
                (closing as StorageException)?.Code ?? StorageErrorCode.Unknown,
                operation,
                Path,
                $"{operation} of '{Path}' failed, and closing the file failed ({closing.Message}). The cause: {cause.Message}",
                systemError: (closing as StorageException)?.SystemError ?? 0,
                innerException: cause);
        }

        if (removed.IsFailure)
        {
            throw File.Remains(cause, operation, removed);
        }
    }

    private Waiter<LockGuard>? TakeLock(CancellationToken cancellationToken)
    {
        if (Options.Lock is not { } mode)
        {
            return null;
        }

        try
        {
            if (BeginLock(new LockGuard(this, mode, range: null), Options.LockTimeout, cancellationToken, out var guard, out var waiter))
            {
                OpeningLock = guard;
                return null;
            }

            File.KeepCreated();
            return waiter;
        }
        catch (TimeoutException)
        {
            File.KeepCreated();
            throw;
        }
    }

    /// <summary>Brings the file to the length that it is mapped with, once it is clear that everything fits.</summary>
    /// <returns>The length of the mapping.</returns>
    private long Prepare(long? initialLength, string operation)
    {
        var current = File.GetLength(operation);
        var kept = Options.Truncate ? 0 : current;
        var length = kept == 0 ? initialLength ?? 0 : kept;
        var mapped = Options.LengthWithin(length);
        if (kept != current)
        {
            File.Check(Platform.SetLength(File.Handle, 0), operation);
        }

        if (length != kept)
        {
            File.Check(File.SetLength(length, Options.Preallocate), operation);
        }

        return mapped;
    }

    /// <summary>Fills a region that nobody has seen yet.</summary>
    private void Fill(MappedRegion region, ReadOnlySpan<byte> content, string operation)
    {
        try
        {
            if (!content.IsEmpty)
            {
                File.Check(Platform.WriteAt(File.Handle, content, 0), operation);
            }

            if (Options.Populate)
            {
                region.Populate(File, operation);
            }
        }
        catch
        {
            region.Discard();
            throw;
        }
    }
}
