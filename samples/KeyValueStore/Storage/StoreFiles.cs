using Mapwright;

namespace KeyValueStore.Storage;

/// <summary>The folder of a store, and the file system that it is on.</summary>
internal sealed record StoreFiles(FileSystemBase System, string Folder)
{
    /// <summary>Every change since the checkpoint, and the last one in it.</summary>
    public string Journal => Path.Combine(Folder, "store.journal");

    /// <summary>All keys and values as they were after one of the changes.</summary>
    public string Checkpoint => Path.Combine(Folder, "store.checkpoint");

    /// <exception cref="StoreException">There is no store, or only the half of one.</exception>
    public async ValueTask RequireAsync(CancellationToken cancellationToken)
    {
        if (!await System.ExistsAsync(Journal, cancellationToken))
        {
            throw await System.ExistsAsync(Checkpoint, cancellationToken) ? JournalIsMissing() : new StoreException($"There is no store in '{Folder}'.");
        }
    }

    /// <summary>Makes the folder where it is missing, durably.</summary>
    /// <exception cref="StoreException">It holds the half of a store: a new journal would hide what is missing.</exception>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (!await System.ExistsAsync(Folder, cancellationToken))
        {
            await System.CreateDirectoryAsync(Folder, cancellationToken: cancellationToken);
            await System.FlushParentAsync(Folder, cancellationToken);
        }
        else if (await System.ExistsAsync(Checkpoint, cancellationToken) && !await System.ExistsAsync(Journal, cancellationToken))
        {
            throw JournalIsMissing();
        }
    }

    private StoreException JournalIsMissing() =>
        new($"The store in '{Folder}' has a checkpoint and no journal: '{Journal}' is missing. Put it back; nothing was changed.");
}
