using Mapwright;

namespace KeyValueStore.Storage;

internal sealed partial class Store
{
    private readonly SemaphoreSlim _checkpointTurn = new(1, 1);

    /// <summary>What was applied since the checkpoint that is under way began; touched under the gate.</summary>
    private List<(long Lsn, IReadOnlyList<Change> Changes)>? _appliedMeanwhile;

    private long _checkpointDue;

    /// <summary>
    /// Why the last checkpoint that came due failed; <see langword="null"/> where it did not. Nothing is lost by it: the journal has everything, and grows
    /// until a later one succeeds.
    /// </summary>
    public Exception? CheckpointFailure { get; private set; }

    /// <summary>Writes everything into a new checkpoint and trims the journal. Reads and writes go on meanwhile.</summary>
    /// <param name="cancellationToken">Heeded until the checkpoint takes the place of the one before; then nothing has changed.</param>
    /// <exception cref="StoreException">A value of the checkpoint before is damaged; nothing has changed.</exception>
    /// <exception cref="StorageException">The system refused; the store is as good as before.</exception>
    public async Task CheckpointAsync(CancellationToken cancellationToken = default)
    {
        await _checkpointTurn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            await WriteCheckpointAsync(cancellationToken);
        }
        finally
        {
            _checkpointTurn.Release();
        }
    }

    private async ValueTask CheckpointWhenDueAsync()
    {
        if (_journal.NextLsn < Volatile.Read(ref _checkpointDue) || !await _checkpointTurn.WaitAsync(TimeSpan.Zero))
        {
            return;
        }

        try
        {
            if (!_isDisposed)
            {
                await WriteCheckpointAsync(CancellationToken.None);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // The write that made it due is durable all the same, and must not look as if it were not.
            CheckpointFailure = exception;
        }
        finally
        {
            _checkpointTurn.Release();
        }
    }

    private async ValueTask WriteCheckpointAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _checkpointDue, _journal.NextLsn + _options.CheckpointEvery);
        StoreState before;
        lock (_gate)
        {
            before = _state;
            _appliedMeanwhile = [];
        }

        try
        {
            if (before.Lsn == (before.Checkpoint?.Lsn ?? -1))
            {
                return;
            }

            var image = await CheckpointImage.EncodeAsync(before, cancellationToken);
            await _files.System.ReplaceAtomicallyAsync(_files.Checkpoint, image, cancellationToken: cancellationToken);
            var checkpoint = await Checkpoint.OpenAsync(_files, CancellationToken.None)
                ?? throw new StoreException($"'{_files.Checkpoint}' was written, and somebody removed it.");
            MoveTo(StoreState.Of(checkpoint));
            before.Checkpoint?.Release();
        }
        finally
        {
            lock (_gate)
            {
                _appliedMeanwhile = null;
            }
        }

        // The last change of the checkpoint stays, and says that the two belong together.
        await _journal.TrimHeadAsync(before.Lsn, CancellationToken.None);
        CheckpointFailure = null;
    }

    /// <summary>Goes on with a checkpoint of the past: what was applied since is applied to it, as the next opening would.</summary>
    private void MoveTo(StoreState state)
    {
        lock (_gate)
        {
            foreach (var (lsn, changes) in _appliedMeanwhile!)
            {
                state = state.With(lsn, changes);
            }

            _state = state;
        }
    }
}
