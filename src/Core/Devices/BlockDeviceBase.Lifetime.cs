namespace Mapwright;

public abstract partial class BlockDeviceBase
{
    private static readonly Taker s_nobody = new(null);

    /// <summary>Who takes the file over when this object is done with it. <see cref="s_nobody"/>: it is done.</summary>
    private Taker? _taker;

    /// <summary>
    /// Closes this object and opens the device anew, as a program does that starts again. Operations that run keep the device open: end them before.
    /// </summary>
    /// <param name="readOnly">Whether the new object cannot write.</param>
    /// <returns>The device; the caller disposes it. This object is closed, also when opening fails.</returns>
    /// <remarks>
    /// A device that is poisoned stays so: the new object reads what is cached, and refuses to write and to flush. To go on, dispose the device, open the file as
    /// a <see cref="StorageFileBase"/>, <see cref="StorageFileBase.Reopen"/> and dispose that, and open the device anew.
    /// </remarks>
    /// <exception cref="NotSupportedException">This is a slice of a device.</exception>
    /// <exception cref="FileNotFoundException">The file is gone.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions do not allow it any more.</exception>
    /// <exception cref="ObjectDisposedException">The device was closed.</exception>
    /// <exception cref="StorageException">
    /// Another object has the device open, or one of this object's operations or slices (<see cref="StorageErrorCode.InUse"/>); or closing failed, or the system
    /// refused.
    /// </exception>
    [Operation]
    public virtual BlockDeviceBase Reopen(bool readOnly = false)
    {
        ThrowIfClosed();
        if (_state.IsSlice)
        {
            throw new NotSupportedException($"A slice of the device '{Path}' is not opened by itself: reopen the device, and slice it again.");
        }

        Dispose();
        return Owner.OpenDevice(Path, _state.Options with { IsReadOnly = readOnly });
    }

    /// <summary>
    /// Makes a durable file that holds the device as it is at one moment: no write or trim, also of a part of it, is under way then. Takes no time where the file system shares blocks.
    /// </summary>
    /// <param name="path">The path of the new file, which a device opens like any other.</param>
    /// <param name="allowCopy">Whether it is copied where blocks cannot be shared; writes wait for that long.</param>
    /// <param name="cancellationToken">Ends a copy; no file is left then.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or is no name.</exception>
    /// <exception cref="NotSupportedException">The file system cannot share blocks, and a copy was not allowed; or this is a slice of a device.</exception>
    /// <exception cref="FileNotFoundException">A directory of the path does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions do not allow it.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    /// <exception cref="ObjectDisposedException">The device was closed.</exception>
    /// <exception cref="StorageException">
    /// The path exists (<see cref="StorageErrorCode.AlreadyExists"/>), the disk is full, or the system refused: no file is left; or the directory could not be
    /// flushed (<see cref="StorageErrorCode.ReplacedNotDurable"/>).
    /// </exception>
    [Operation(Check = nameof(CheckSnapshot))]
    public void Snapshot(string path, bool allowCopy = false, CancellationToken cancellationToken = default)
    {
        CheckSnapshot(path, allowCopy);
        ThrowIfClosed();
        if (_state.IsSlice)
        {
            throw new NotSupportedException($"A slice of the device '{Path}' has no snapshot by itself: make one of the whole device.");
        }

        Enter();
        try
        {
            _state.Gate.Shut();
            try
            {
                Owner.CopyOpen(File, path, allowCopy ? Reflink.Auto : Reflink.Always, nameof(Snapshot), cancellationToken);
            }
            finally
            {
                _state.Gate.Open();
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>
    /// Waits until this object is disposed and done, and takes the device over without letting go of it in between: for tests of restarts. One party may wait.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the device is then closed when this object is disposed.</param>
    /// <returns>The same device in an object of its own; the caller disposes it.</returns>
    /// <exception cref="InvalidOperationException">Another party waits already.</exception>
    /// <exception cref="ObjectDisposedException">The device was closed before.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    public BlockDeviceBase TakeWhenDisposed(CancellationToken cancellationToken = default) => WaitToTake(cancellationToken).Park();

    /// <summary>As <see cref="TakeWhenDisposed"/>, without a thread.</summary>
    /// <param name="cancellationToken">Ends the wait; the device is then closed when this object is disposed.</param>
    /// <returns>The pending device; the caller disposes it.</returns>
    /// <exception cref="InvalidOperationException">Another party waits already.</exception>
    /// <exception cref="ObjectDisposedException">The device was closed before.</exception>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    [AsyncTwinOf(nameof(TakeWhenDisposed), typeof(BlockDeviceBase))]
    public ValueTask<BlockDeviceBase> TakeWhenDisposedAsync(CancellationToken cancellationToken = default) => WaitToTake(cancellationToken).Task;

    private protected override void CloseCore()
    {
        var taker = Interlocked.Exchange(ref _taker, s_nobody);
        if (taker is null)
        {
            base.CloseCore();
            return;
        }

        File.Share();
        base.CloseCore();
        taker.Give(Owner.CreateBlockDevice(_state));
    }

    private static void CheckSnapshot(string path, bool allowCopy) => FileSystemBase.CheckName(path);

    private Taker WaitToTake(CancellationToken cancellationToken)
    {
        var taker = new Taker(this);
        var other = Interlocked.CompareExchange(ref _taker, taker, null);
        ObjectDisposedException.ThrowIf(other == s_nobody, this);
        if (other is not null)
        {
            throw new InvalidOperationException($"Another party waits already to take the device '{Path}' over.");
        }

        taker.Arm(cancellationToken);
        return taker;
    }

    private sealed class Taker(BlockDeviceBase? device) : Waiter<BlockDeviceBase>(ContinuationPolicy.Pool)
    {
        public void Arm(CancellationToken cancellationToken) => Arm(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

        /// <summary>Ends the wait; when it was given up at this moment, the device is closed.</summary>
        public void Give(BlockDeviceBase taken)
        {
            if (!Grant(taken))
            {
                taken.Dispose();
            }
        }

        protected override void GiveUp(Exception cause)
        {
            Interlocked.CompareExchange(ref device!._taker, null, this);
            Refuse(cause);
        }
    }
}
