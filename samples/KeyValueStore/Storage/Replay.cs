using Mapwright;

namespace KeyValueStore.Storage;

/// <summary>Finds out what a store holds: its checkpoint, and the changes of the journal from the checkpoint's last one on.</summary>
internal static class Replay
{
    /// <returns>The state; its checkpoint, if it has one, is used by the caller.</returns>
    /// <exception cref="StoreException">The store is damaged.</exception>
    public static async ValueTask<StoreState> LoadAsync(StoreFiles files, CancellationToken cancellationToken)
    {
        for (long? previous = null; ;)
        {
            var checkpoint = await Checkpoint.OpenAsync(files, cancellationToken);
            var state = StoreState.Of(checkpoint);
            try
            {
                return await ReplayAsync(files, state, cancellationToken);
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.Trimmed && state.Lsn != previous)
            {
                // Another process may have written a checkpoint meanwhile and trimmed the journal. Then there is a newer one than this.
                previous = state.Lsn;
                checkpoint?.Release();
            }
            catch (Exception exception)
            {
                checkpoint?.Release();
                throw exception is StorageException { Code: StorageErrorCode.Trimmed } ? NotOneStore(files, state) : exception;
            }
        }
    }

    private static async ValueTask<StoreState> ReplayAsync(StoreFiles files, StoreState state, CancellationToken cancellationToken)
    {
        await using var journal = await files.System.OpenJournalReaderAsync(files.Journal, cancellationToken);
        await GoToAsync(files, journal, state, cancellationToken);
        while (await journal.ReadAsync(cancellationToken) is { } record)
        {
            state = Change.TryDecode(record.Payload, out var change)
                ? state.With(record.Lsn, [change])
                : throw new StoreException($"The record at position {record.Lsn} of '{files.Journal}' is no change of a store.");
        }

        return state;
    }

    /// <summary>Goes to the last change that is in the checkpoint, which stays in the journal: it shows that the two belong together.</summary>
    private static async ValueTask GoToAsync(StoreFiles files, JournalReaderBase journal, StoreState state, CancellationToken cancellationToken)
    {
        if (state.Checkpoint is null)
        {
            await journal.SeekAsync(0, cancellationToken);
            return;
        }

        try
        {
            await journal.SeekAsync(state.Lsn, cancellationToken);
        }
        catch (ArgumentException)
        {
            throw NotOneStore(files, state);
        }

        if (await journal.ReadAsync(cancellationToken) is not { } record || record.Lsn != state.Lsn)
        {
            throw NotOneStore(files, state);
        }

        await journal.SeekAsync(state.Lsn, cancellationToken);
    }

    private static StoreException NotOneStore(StoreFiles files, StoreState state) => new(state.Checkpoint is null
        ? $"The journal '{files.Journal}' was trimmed, and the checkpoint '{files.Checkpoint}' that has the rest is missing."
        : $"The checkpoint '{files.Checkpoint}' ends with position {state.Lsn} of '{files.Journal}', which has no change there: the two are not of one time.");
}
