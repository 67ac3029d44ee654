using System.Numerics;

namespace Mapwright;

public abstract partial class MappedFileBase
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Whether anybody ever waited here, so that who did not never pays for it.</summary>
    private bool _hasWaited;

    /// <summary>Reads a word in one step, before everything this thread reads afterwards.</summary>
    /// <typeparam name="T">An integer of 4 or 8 bytes, in the byte order of the machine.</typeparam>
    /// <param name="offset">The offset in bytes; its address is a multiple of the size.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The address is not a multiple of the size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The word is not inside the mapping.</exception>
    /// <exception cref="NotSupportedException">The integer has neither 4 nor 8 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">As for <see cref="Read{T}"/>.</exception>
    [RangeOf(nameof(offset))]
    public T VolatileRead<T>(long offset)
        where T : unmanaged, IBinaryInteger<T>
    {
        CheckAligned<T>(offset);
        var value = Read<T>(offset);
        Volatile.ReadBarrier();
        return value;
    }

    /// <summary>
    /// Waits while a word of 32 bits has a certain value. Who changes it, here or in another process that has the file mapped shared, calls
    /// <see cref="Wake"/> afterwards.
    /// </summary>
    /// <param name="offset">The offset in bytes; its address is a multiple of 4.</param>
    /// <param name="expected">The value that is waited out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The value that the word was seen to have instead. A change that was undone before anybody looked is not seen.</returns>
    /// <exception cref="ArgumentException">The address is not a multiple of 4.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The word is not inside the mapping, or is not any more.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed, before or during the wait.</exception>
    /// <exception cref="StorageException">The page could not be had, or the system refused.</exception>
    [Operation(Check = nameof(CheckWait), Wait = nameof(BeginWait))]
    [RangeOf(nameof(offset))]
    public int Wait(long offset, int expected, CancellationToken cancellationToken = default)
    {
        CheckWait(offset, expected);
        return BeginWait(offset, expected, cancellationToken, out var value, out var waiter) ? value : waiter!.Park();
    }

    /// <summary>As <see cref="Wait(long, int, CancellationToken)"/>, for some time at most.</summary>
    /// <param name="offset">The offset in bytes; its address is a multiple of 4.</param>
    /// <param name="expected">The value that is waited out.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, at most 49 days otherwise.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The value that the word was seen to have instead.</returns>
    /// <exception cref="ArgumentException">The address is not a multiple of 4.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The word is not inside the mapping, or the time is negative or too long.</exception>
    /// <exception cref="TimeoutException">The time was over first.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed, before or during the wait.</exception>
    /// <exception cref="StorageException">The page could not be had, or the system refused.</exception>
    [Operation(Check = nameof(CheckWait), Wait = nameof(BeginWait))]
    [RangeOf(nameof(offset))]
    public int Wait(long offset, int expected, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        CheckWait(offset, expected, timeout);
        return BeginWait(offset, expected, timeout, cancellationToken, out var value, out var waiter) ? value : waiter!.Park();
    }

    /// <summary>
    /// Lets everybody look at a word again who waits for it, in this process and, through a shared mapping, in others. Called after the word was changed.
    /// </summary>
    /// <param name="offset">The offset in bytes; its address is a multiple of 4.</param>
    /// <exception cref="ArgumentException">The address is not a multiple of 4.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The word is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    /// <exception cref="StorageException">The system refused.</exception>
    [RangeOf(nameof(offset))]
    public unsafe void Wake(long offset)
    {
        Enter();
        try
        {
            var region = Holding(offset, sizeof(int));
            Atomic.Check<int>(region.Address, offset);
            var woken = Platform.WakeWaiters((nint)region.Address + (nint)offset);
            GC.KeepAlive(region);
            if (Platform.Classify(woken.Error) == StorageErrorCode.NotSupported)
            {
                WordPump.Signal(Platform);
                return;
            }

            File.Check(woken, nameof(Wake), offset);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>
    /// The region that waiters of a word look at now, and the word's value there. The page is had inside a system call first: the pump has other words to
    /// look at, and a page that cannot be had ends the waits for it alone.
    /// </summary>
    internal MappedRegion Look(long offset, out int value)
    {
        Enter();
        try
        {
            MappedRegion region;
            IoResult populated;
            do
            {
                region = Holding(offset, sizeof(int));
                populated = Populate(region, offset, sizeof(int), forWrite: false);
            }
            while (IsReplaced(region, offset, sizeof(int)));

            CheckAccess(populated, region, offset, sizeof(int), nameof(Wait));
            value = Read<int>(offset);
            return Region;
        }
        finally
        {
            Exit();
        }
    }

    private unsafe void CheckAligned<T>(long offset)
        where T : unmanaged, IBinaryInteger<T> => Atomic.Check<T>(Holding(offset, sizeof(T)).Address, offset);

    /// <summary>Lets the waiters look again, after the region was changed.</summary>
    private void SignalWaiters()
    {
        if (Volatile.Read(ref _hasWaited))
        {
            WordPump.Signal(Platform);
        }
    }

    private void RefuseWaiters()
    {
        if (Volatile.Read(ref _hasWaited))
        {
            WordPump.Refuse(this, new ObjectDisposedException(GetType().FullName));
        }
    }

    private bool BeginWait(long offset, int expected, CancellationToken cancellationToken, out int result, out Waiter<int>? waiter) =>
        BeginWait(offset, expected, Timeout.InfiniteTimeSpan, cancellationToken, out result, out waiter);

    private bool BeginWait(
        long offset, int expected, TimeSpan timeout, CancellationToken cancellationToken, out int result, out Waiter<int>? waiter)
    {
        waiter = null;
        CheckAligned<int>(offset);
        Look(offset, out result);
        Volatile.ReadBarrier();
        if (result != expected)
        {
            return true;
        }

        Volatile.Write(ref _hasWaited, true);
        var waiting = new WordWaiter(this, Platform, offset, expected);
        WordPump.Add(waiting);
        if (IsClosed)
        {
            // Came after the closing party had looked.
            RefuseWaiters();
        }

        waiting.Arm(timeout, Owner.TimeProvider, cancellationToken);
        waiter = waiting;
        return false;
    }

    private static void CheckWait(long offset, int expected) => ArgumentOutOfRangeException.ThrowIfNegative(offset);

    private static void CheckWait(long offset, int expected, TimeSpan timeout)
    {
        CheckWait(offset, expected);
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, s_longestWait);
        }
    }
}
