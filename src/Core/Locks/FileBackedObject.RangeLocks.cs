using System.Diagnostics.CodeAnalysis;

namespace Mapwright;

/// <remarks>
/// Locks of ranges of bytes. They are advisory, and meet the POSIX record locks and the open-file-description locks of other parties; they do not meet
/// whole-file locks. They belong to the guard: two of one object that overlap exclude each other or share as those of two objects do, so one object can serve
/// many threads. Any range can be locked, also beyond the end of the file. Requests of one process that exclude each other are served in order, others
/// may overtake; one waiter asks the system for all of them that are in front. An object may hold and wait for many. The system keeps them, and this library too, in
/// lists: thousands for one file are slow.
/// </remarks>
public abstract partial class FileBackedObject
{
    /// <summary>Locks a range of bytes if that needs no waiting: no overlapping lock conflicts, and nobody in this process waits for one.</summary>
    /// <param name="mode">How the lock shares the range.</param>
    /// <param name="offset">The first byte. It may lie beyond the end of the file.</param>
    /// <param name="length">How many bytes; up to <c>long.MaxValue - offset</c>, which covers all that the file can grow to.</param>
    /// <returns>The lock; <see langword="null"/> when it would have to be waited for.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="mode"/> is no lock mode, <paramref name="offset"/> is negative, <paramref name="length"/> is not positive, or their sum is beyond the
    /// largest offset.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">An exclusive lock, and the file was opened for reading only.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    /// <exception cref="NotSupportedException">The platform or the file system has no range locks.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Acquires]
    public LockGuard? TryLockRange(LockMode mode, long offset, long length)
    {
        CheckMode(mode);
        return TryLock(RangeGuard(mode, offset, length), nameof(TryLockRange));
    }

    /// <summary>Locks a range of bytes so that no other lock overlaps it; waits until it can.</summary>
    /// <param name="offset">The first byte. It may lie beyond the end of the file.</param>
    /// <param name="length">How many bytes; up to <c>long.MaxValue - offset</c>, which covers all that the file can grow to.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is locked then.</param>
    /// <returns>The lock; dispose it to give it back.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="offset"/> is negative, <paramref name="length"/> is not positive, their sum is beyond the largest offset.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed, before or during the wait; or its scheduler was shut down.</exception>
    /// <exception cref="NotSupportedException">The platform or the file system has no range locks.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Check = nameof(CheckRange), Wait = nameof(BeginLockRangeExclusive)), Acquires]
    public LockGuard LockRangeExclusive(long offset, long length, CancellationToken cancellationToken = default) =>
        BeginLockRangeExclusive(offset, length, cancellationToken, out var guard, out var waiter) ? guard : waiter.Park();

    /// <summary>Locks a range of bytes so that no other lock overlaps it; waits until it can, or the time is over.</summary>
    /// <param name="offset">The first byte. It may lie beyond the end of the file.</param>
    /// <param name="length">How many bytes; up to <c>long.MaxValue - offset</c>, which covers all that the file can grow to.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, at most 49 days otherwise.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is locked then.</param>
    /// <returns>The lock; dispose it to give it back.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="offset"/> is negative, <paramref name="length"/> is not positive, their sum is beyond the largest offset, or
    /// <paramref name="timeout"/> is negative or too long.
    /// </exception>
    /// <exception cref="TimeoutException">The time was over first; nothing is locked.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="UnauthorizedAccessException">The file was opened for reading only.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed, before or during the wait; or its scheduler was shut down.</exception>
    /// <exception cref="NotSupportedException">The platform or the file system has no range locks.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Check = nameof(CheckRangeAndTimeout), Wait = nameof(BeginLockRangeExclusive)), Acquires]
    public LockGuard LockRangeExclusive(long offset, long length, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        BeginLockRangeExclusive(offset, length, timeout, cancellationToken, out var guard, out var waiter) ? guard : waiter.Park();

    /// <summary>Locks a range of bytes so that only other shared locks overlap it; waits until it can.</summary>
    /// <param name="offset">The first byte. It may lie beyond the end of the file.</param>
    /// <param name="length">How many bytes; up to <c>long.MaxValue - offset</c>, which covers all that the file can grow to.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is locked then.</param>
    /// <returns>The lock; dispose it to give it back.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="offset"/> is negative, <paramref name="length"/> is not positive, their sum is beyond the largest offset.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed, before or during the wait; or its scheduler was shut down.</exception>
    /// <exception cref="NotSupportedException">The platform or the file system has no range locks.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Check = nameof(CheckRange), Wait = nameof(BeginLockRangeShared)), Acquires]
    public LockGuard LockRangeShared(long offset, long length, CancellationToken cancellationToken = default) =>
        BeginLockRangeShared(offset, length, cancellationToken, out var guard, out var waiter) ? guard : waiter.Park();

    /// <summary>Locks a range of bytes so that only other shared locks overlap it; waits until it can, or the time is over.</summary>
    /// <param name="offset">The first byte. It may lie beyond the end of the file.</param>
    /// <param name="length">How many bytes; up to <c>long.MaxValue - offset</c>, which covers all that the file can grow to.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, at most 49 days otherwise.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is locked then.</param>
    /// <returns>The lock; dispose it to give it back.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="offset"/> is negative, <paramref name="length"/> is not positive, their sum is beyond the largest offset, or
    /// <paramref name="timeout"/> is negative or too long.
    /// </exception>
    /// <exception cref="TimeoutException">The time was over first; nothing is locked.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed, before or during the wait; or its scheduler was shut down.</exception>
    /// <exception cref="NotSupportedException">The platform or the file system has no range locks.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [Operation(Check = nameof(CheckRangeAndTimeout), Wait = nameof(BeginLockRangeShared)), Acquires]
    public LockGuard LockRangeShared(long offset, long length, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        BeginLockRangeShared(offset, length, timeout, cancellationToken, out var guard, out var waiter) ? guard : waiter.Park();

    private bool BeginLockRangeExclusive(
        long offset,
        long length,
        CancellationToken cancellationToken,
        [NotNullWhen(true)] out LockGuard? result,
        [NotNullWhen(false)] out Waiter<LockGuard>? waiter) =>
        BeginLock(RangeGuard(LockMode.Exclusive, offset, length), Timeout.InfiniteTimeSpan, cancellationToken, out result, out waiter);

    private bool BeginLockRangeExclusive(
        long offset,
        long length,
        TimeSpan timeout,
        CancellationToken cancellationToken,
        [NotNullWhen(true)] out LockGuard? result,
        [NotNullWhen(false)] out Waiter<LockGuard>? waiter) =>
        BeginLock(RangeGuard(LockMode.Exclusive, offset, length), timeout, cancellationToken, out result, out waiter);

    private bool BeginLockRangeShared(
        long offset,
        long length,
        CancellationToken cancellationToken,
        [NotNullWhen(true)] out LockGuard? result,
        [NotNullWhen(false)] out Waiter<LockGuard>? waiter) =>
        BeginLock(RangeGuard(LockMode.Shared, offset, length), Timeout.InfiniteTimeSpan, cancellationToken, out result, out waiter);

    private bool BeginLockRangeShared(
        long offset,
        long length,
        TimeSpan timeout,
        CancellationToken cancellationToken,
        [NotNullWhen(true)] out LockGuard? result,
        [NotNullWhen(false)] out Waiter<LockGuard>? waiter) =>
        BeginLock(RangeGuard(LockMode.Shared, offset, length), timeout, cancellationToken, out result, out waiter);

    private LockGuard RangeGuard(LockMode mode, long offset, long length)
    {
        CheckRange(offset, length);
        if (mode == LockMode.Exclusive)
        {
            ThrowIfReadOnly(nameof(LockRangeExclusive));
        }

        return new LockGuard(this, mode, new LockSpan(offset, offset + length));
    }

    private static void CheckRange(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, long.MaxValue - offset);
    }

    private static void CheckRangeAndTimeout(long offset, long length, TimeSpan timeout)
    {
        CheckRange(offset, length);
        CheckTimeout(timeout);
    }
}
