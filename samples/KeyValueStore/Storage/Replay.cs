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
                if (await ReplayAsync(files, state, cancellationToken) is { } replayed)
                {
                    return replayed;
                }

                // Another process may have written a checkpoint meanwhile and trimmed the journal. Then there is a newer one than this.
                previous = state.Lsn != previous ? state.Lsn : throw NotOfOneTime(files, state);
                checkpoint?.Release();
            }
            catch
            {
                checkpoint?.Release();
                throw;
            }
        }
    }

    /// <returns>The state after the last change; <see langword="null"/> where the journal does not go on where the checkpoint ends.</returns>
    private static async ValueTask<StoreState?> ReplayAsync(StoreFiles files, StoreState state, CancellationToken cancellationToken)
    {
        await using var journal = await files.System.OpenJournalReaderAsync(files.Journal, cancellationToken);
        try
        {
            if (!await IsLastChangeThereAsync(journal, state, cancellationToken))
            {
                return null;
            }

            while (await journal.ReadAsync(cancellationToken) is { } record)
            {
                state = Change.TryDecode(record.Payload, out var change)
                    ? state.With(record.Lsn, [change])
                    : throw new StoreException($"The record at position {record.Lsn} of '{files.Journal}' is no change of a store.");
            }

            return state;
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.Trimmed)
        {
            return null;
        }
    }

    /// <summary>Goes to the last change that is in the checkpoint. It stays in the journal, and shows that the two belong together.</summary>
    private static async ValueTask<bool> IsLastChangeThereAsync(JournalReaderBase journal, StoreState state, CancellationToken cancellationToken)
    {
        var first = long.Max(state.Lsn, 0);
        try
        {
            await journal.SeekAsync(first, cancellationToken);
        }
        catch (ArgumentException)
        {
            return false;
        }

        var isThere = state.Checkpoint is null || (await journal.ReadAsync(cancellationToken))?.Lsn == first;
        await journal.SeekAsync(first, cancellationToken);
        return isThere;
    }

    private static StoreException NotOfOneTime(StoreFiles files, StoreState state) => new(state.Checkpoint is null
        ? $"The journal '{files.Journal}' was trimmed, and the checkpoint '{files.Checkpoint}' that has the rest is missing."
        : $"The checkpoint '{files.Checkpoint}' ends with position {state.Lsn} of '{files.Journal}', which has no change there: the two are not of one time.");
}
