using System.Collections.Immutable;
using Mapwright;

namespace KeyValueStore.Storage;

/// <summary>
/// A checkpoint, mapped. It stays mapped until the last of its users let go of it, also when another one has long taken its name.
/// </summary>
internal sealed class Checkpoint
{
    private readonly MappedFileBase _map;
    private int _users = 1;

    private Checkpoint(MappedFileBase map, long lsn, ImmutableSortedSet<Entry> index)
    {
        _map = map;
        Lsn = lsn;
        Index = index;
    }

    /// <summary>The position in the journal of the last change that is in it.</summary>
    public long Lsn { get; }

    public ImmutableSortedSet<Entry> Index { get; }

    public long Length => _map.Length;

    /// <summary>Maps a checkpoint and reads its keys; a value is read when it is asked for.</summary>
    /// <returns>The checkpoint, used by the caller; <see langword="null"/> where there is none.</returns>
    /// <exception cref="StoreException">It is damaged.</exception>
    public static async ValueTask<Checkpoint?> OpenAsync(StoreFiles files, CancellationToken cancellationToken)
    {
        if (!await files.System.ExistsAsync(files.Checkpoint, cancellationToken))
        {
            return null;
        }

        var map = await files.System.OpenMappedAsync(files.Checkpoint, cancellationToken: cancellationToken);
        try
        {
            var (lsn, index) = await ReadIndexAsync(map, cancellationToken);
            return new Checkpoint(map, lsn, index);
        }
        catch
        {
            await map.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a user; the caller knows that there is one.</summary>
    public void Retain() => Interlocked.Increment(ref _users);

    /// <summary>Lets go of it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _map.Dispose();
        }
    }

    /// <summary>Reads the value of one of its entries, from memory where it is in memory already.</summary>
    /// <exception cref="StoreException">The value is damaged.</exception>
    public async ValueTask ReadAsync(Entry entry, Memory<byte> value, CancellationToken cancellationToken)
    {
        var count = await _map.ReadAtAsync(value, entry.Offset, cancellationToken);
        Check(entry, value.Span[..count]);
    }

    /// <summary>As <see cref="ReadAsync"/>, from the file itself: what another party cut off is missed, and does not read as zeros.</summary>
    /// <exception cref="StoreException">The value is damaged.</exception>
    public async ValueTask VerifyAsync(Entry entry, CancellationToken cancellationToken)
    {
        var value = new byte[entry.Length];
        var count = await _map.ReadVerifiedAtAsync(value, entry.Offset, cancellationToken);
        Check(entry, value.AsSpan(0, count));
    }

    private void Check(Entry entry, ReadOnlySpan<byte> value)
    {
        if (value.Length != entry.Length || Crc32C.Of(value) != entry.Checksum)
        {
            throw Damaged(_map, $"the value of '{Text.Of(entry.Key.Span)}' at offset {entry.Offset} is not what was written");
        }
    }

    private static async ValueTask<(long Lsn, ImmutableSortedSet<Entry> Index)> ReadIndexAsync(MappedFileBase map, CancellationToken cancellationToken)
    {
        var bytes = new byte[CheckpointFormat.HeaderLength];
        var count = await map.ReadVerifiedAtAsync(bytes, 0, cancellationToken);
        if (!CheckpointFormat.TryReadHeader(bytes.AsSpan(0, count), out var header))
        {
            throw Damaged(map, "its header is not whole, or of another version");
        }

        if (header.FileLength != map.Length || header.DirectoryLength > map.Length - bytes.Length)
        {
            throw Damaged(map, $"it has {map.Length} bytes, and its header says {header.FileLength}");
        }

        var directory = new byte[header.DirectoryLength];
        count = await map.ReadVerifiedAtAsync(directory, bytes.Length, cancellationToken);
        if (count != directory.Length || Crc32C.Of(directory) != header.DirectoryChecksum)
        {
            throw Damaged(map, "its directory of keys is not what was written");
        }

        return (header.Lsn, KeysOf(map, header, directory));
    }

    private static ImmutableSortedSet<Entry> KeysOf(MappedFileBase map, in CheckpointFormat.Header header, ReadOnlyMemory<byte> directory)
    {
        var index = StoreState.Empty.Index.ToBuilder();
        var offset = CheckpointFormat.HeaderLength + header.DirectoryLength;
        Entry? last = null;
        while (!directory.IsEmpty)
        {
            if (!CheckpointFormat.TryTakeEntry(ref directory, offset, out var entry) || (last is not null && Entry.ByKey.Compare(last, entry) >= 0))
            {
                throw Damaged(map, $"its keys are out of order behind '{Text.Of(last is null ? default : last.Key.Span)}'");
            }

            index.Add(entry);
            offset += entry.Length;
            last = entry;
        }

        return index.Count == header.Count && offset == header.FileLength
            ? index.ToImmutable()
            : throw Damaged(map, $"{index.Count} keys and {offset} bytes were found, and its header says {header.Count} and {header.FileLength}");
    }

    private static StoreException Damaged(MappedFileBase map, string what) => new($"The checkpoint '{map.Path}' is damaged: {what}.");
}
