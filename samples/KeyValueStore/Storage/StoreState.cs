using System.Collections.Immutable;

namespace KeyValueStore.Storage;

/// <summary>All keys after one of the changes. Never changes itself: who holds it sees what was there then.</summary>
/// <param name="Index">The keys in order.</param>
/// <param name="Lsn">The position in the journal of the last change that is in it; -1 before the first.</param>
/// <param name="Checkpoint">What holds the values that are not in memory.</param>
/// <param name="Size">What a checkpoint of it would take, in bytes.</param>
internal sealed record StoreState(ImmutableSortedSet<Entry> Index, long Lsn, Checkpoint? Checkpoint, long Size)
{
    public static StoreState Empty { get; } = new(ImmutableSortedSet.Create(Entry.ByKey), -1, null, CheckpointFormat.HeaderLength);

    public static StoreState Of(Checkpoint? checkpoint) =>
        checkpoint is null ? Empty : new StoreState(checkpoint.Index, checkpoint.Lsn, checkpoint, checkpoint.Length);

    public Entry? Find(ReadOnlyMemory<byte> key) => Index.TryGetValue(Entry.ToFind(key), out var entry) ? entry : null;

    /// <summary>The state after changes that the journal has at one position.</summary>
    public StoreState With(long lsn, IReadOnlyList<Change> changes)
    {
        var index = Index.ToBuilder();
        var size = Size;
        foreach (var change in changes)
        {
            if (index.TryGetValue(Entry.ToFind(change.Key), out var old))
            {
                index.Remove(old);
                size -= CheckpointFormat.LengthOf(old);
            }

            if (change.IsPut)
            {
                var entry = Entry.InMemory(change.Key, change.Value);
                index.Add(entry);
                size += CheckpointFormat.LengthOf(entry);
            }
        }

        return new StoreState(index.ToImmutable(), lsn, Checkpoint, size);
    }
}
