using System.Globalization;

namespace KeyValueStore.Storage;

/// <summary>Checks every byte of a store and changes none.</summary>
internal static class Verification
{
    /// <returns>What was found, a line for each file.</returns>
    /// <exception cref="IOException">Something is damaged.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(StoreFiles files, CancellationToken cancellationToken)
    {
        await files.RequireAsync(cancellationToken);
        var state = await Replay.LoadAsync(files, cancellationToken);
        try
        {
            return
            [
                await CheckpointAsync(state.Checkpoint, cancellationToken),
                await JournalAsync(files, state, cancellationToken),
            ];
        }
        finally
        {
            state.Checkpoint?.Release();
        }
    }

    /// <summary>Reads every value from the file itself. The rest was checked when it was opened: the header, the keys, their order, the lengths.</summary>
    private static async ValueTask<string> CheckpointAsync(Checkpoint? checkpoint, CancellationToken cancellationToken)
    {
        if (checkpoint is null)
        {
            return "checkpoint: none yet";
        }

        foreach (var entry in checkpoint.Index)
        {
            await checkpoint.VerifyAsync(entry, cancellationToken);
        }

        return string.Create(
            CultureInfo.InvariantCulture, $"checkpoint: {checkpoint.Index.Count} keys, {checkpoint.Length} bytes, up to position {checkpoint.Lsn}");
    }

    /// <summary>Reads every record: the reader checks its checksum and its position, and what it found at the end.</summary>
    private static async ValueTask<string> JournalAsync(StoreFiles files, StoreState state, CancellationToken cancellationToken)
    {
        await using var journal = await files.System.OpenJournalReaderAsync(files.Journal, cancellationToken);
        var first = journal.FirstLsn;
        var count = 0;
        while (await journal.ReadAsync(cancellationToken) is { } record)
        {
            count += Change.TryDecode(record.Payload, out _)
                ? 1
                : throw new StoreException($"The record at position {record.Lsn} of '{files.Journal}' is no change of a store.");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"journal: {count} changes from position {first} to {journal.Position}, its end is {journal.Tail}; {state.Index.Count} keys in all");
    }
}
