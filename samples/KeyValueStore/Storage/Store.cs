using Mapwright;

namespace KeyValueStore.Storage;

/// <summary>
/// A store of keys and values, open for writing. A write that returned survives the death of the process and a power cut; what a reader sees is
/// durable. Safe for use by many threads; one object at a time, of any process, has a store open for writing.
/// </summary>
/// <remarks>
/// <para>
/// A write is a record of the journal. It is applied to the state when a commit has made it durable, in the order of the journal; so the state is always
/// what a crash at that moment would leave, and writers that come together share a flush.
/// </para>
/// <para>
/// A checkpoint is the state in a file of its own, which takes the place of the one before in one step; then the journal lets go of what is in it. Opening maps
/// the checkpoint and applies the rest of the journal.
/// </para>
/// </remarks>
internal sealed partial class Store : IAsyncDisposable
{
    private readonly StoreFiles _files;
    private readonly StoreOptions _options;
    private readonly JournalBase _journal;

    /// <summary>Held from the append of a record until it is queued, so that the queue has the order of the journal.</summary>
    private readonly SemaphoreSlim _appendTurn = new(1, 1);

    private readonly Lock _gate = new();

    /// <summary>What was appended and is not known to be durable; touched under the gate.</summary>
    private readonly Queue<(long Lsn, IReadOnlyList<Change> Changes)> _pending = [];

    /// <summary>What is durable; changed under the gate.</summary>
    private StoreState _state;

    private bool _isDisposed;

    private Store(StoreFiles files, StoreOptions options, JournalBase journal, StoreState state)
    {
        _files = files;
        _options = options;
        _journal = journal;
        _state = state;
        _checkpointDue = journal.FirstLsn + options.CheckpointEvery;
    }

    /// <summary>What opening the journal found: whether the store had been closed, and what of its end was cut off.</summary>
    public JournalRecovery Recovery => _journal.Recovery;

    /// <summary>Opens the store in a folder, which is created with it when it is missing.</summary>
    /// <exception cref="StoreException">The store is damaged; nothing was changed.</exception>
    /// <exception cref="StorageException">
    /// It is open for writing elsewhere (<see cref="StorageErrorCode.InUse"/>), or its journal is damaged (<see cref="StorageErrorCode.JournalCorrupt"/>), or the
    /// system refused.
    /// </exception>
    public static async ValueTask<Store> OpenAsync(StoreFiles files, StoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new StoreOptions();
        await files.PrepareAsync(cancellationToken);
        var journal = await files.System.OpenJournalAsync(files.Journal, options.Journal, cancellationToken);
        StoreState? state = null;
        try
        {
            state = await Replay.LoadAsync(files, cancellationToken);

            // Where a crash came between a checkpoint and the trim.
            await journal.TrimHeadAsync(Math.Max(state.Checkpoint?.Lsn ?? 0, 0), cancellationToken);
            return new Store(files, options, journal, state);
        }
        catch
        {
            state?.Checkpoint?.Release();
            await journal.DisposeAsync();
            throw;
        }
    }

    public async Task PutAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default) =>
        await WriteAsync([Change.Put(key.Span, value.Span)], cancellationToken);

    public async Task DeleteAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default) =>
        await WriteAsync([Change.Delete(key.Span)], cancellationToken);

    /// <summary>Makes changes, all of them or none, in their order. They are durable when it returns.</summary>
    /// <param name="changes">At least one.</param>
    /// <param name="cancellationToken">Heeded until the changes are in the journal; then nothing has changed.</param>
    /// <exception cref="StoreException">The store would be larger than <see cref="StoreOptions.LargestStore"/>; nothing has changed.</exception>
    /// <exception cref="StorageException">
    /// There is no room for them (<see cref="StorageErrorCode.NoSpace"/>), and nothing has changed. Or the journal could not be written: whether the changes are
    /// there tells the next opening, and this object refuses more.
    /// </exception>
    public async Task WriteAsync(IReadOnlyList<Change> changes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(changes.Count);
        var lsn = await AppendAsync(changes, cancellationToken);
        Apply(await _journal.CommitAsync(lsn, CancellationToken.None));
        await CheckpointWhenDueAsync();
    }

    /// <summary>Takes what the store holds now, to read it at leisure.</summary>
    public Snapshot OpenSnapshot()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _state.Checkpoint?.Retain();
            return new Snapshot(_state);
        }
    }

    /// <returns>The value; <see langword="null"/> where the key is not there.</returns>
    /// <exception cref="StoreException">The value is damaged.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default)
    {
        using var snapshot = OpenSnapshot();
        return await snapshot.GetAsync(key, cancellationToken);
    }

    /// <summary>Waits for a checkpoint that is under way, and closes. No other call may be under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _checkpointTurn.WaitAsync();
        try
        {
            lock (_gate)
            {
                if (_isDisposed)
                {
                    return;
                }

                _isDisposed = true;
            }

            _state.Checkpoint?.Release();
            await _journal.DisposeAsync();
        }
        finally
        {
            _checkpointTurn.Release();
        }
    }

    private async ValueTask<long> AppendAsync(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        var records = changes.Select(change => change.Record).ToArray();
        await _appendTurn.WaitAsync(cancellationToken);
        try
        {
            ThrowIfFull(records);
            var lsn = await _journal.AppendBatchAsync(records, cancellationToken);
            lock (_gate)
            {
                _pending.Enqueue((lsn, changes));
            }

            return lsn;
        }
        finally
        {
            _appendTurn.Release();
        }
    }

    // What is pending is not counted: it is no more than the journal's buffer, and the limit has room for that.
    private void ThrowIfFull(ReadOnlyMemory<byte>[] records)
    {
        var size = _state.Size + records.Sum(record => (long)record.Length);
        if (size > _options.LargestStore)
        {
            throw new StoreException($"The store in '{_files.Folder}' is full: it would have {size} bytes, and may have {_options.LargestStore}. Delete something.");
        }
    }

    /// <summary>Applies everything below a durable position that was not applied yet.</summary>
    private void Apply(long durable)
    {
        lock (_gate)
        {
            while (_pending.TryPeek(out var next) && next.Lsn < durable)
            {
                _pending.Dequeue();
                _state = _state.With(next.Lsn, next.Changes);
                _appliedMeanwhile?.Add(next);
            }
        }
    }
}
