using System.Runtime.CompilerServices;

namespace KeyValueStore.Storage;

/// <summary>What a store held after one of its changes, for as long as somebody reads it: later changes and checkpoints do not show in it.</summary>
internal sealed class Snapshot : IDisposable
{
    private readonly StoreState _state;
    private bool _isDisposed;

    /// <summary>Takes over the caller's use of the checkpoint.</summary>
    public Snapshot(StoreState state) => _state = state;

    public int Count => _state.Index.Count;

    /// <summary>Opens a store for reading, also while another process writes it. Takes no lock and changes nothing.</summary>
    /// <exception cref="StoreException">There is no store, or it is damaged.</exception>
    public static async ValueTask<Snapshot> OpenAsync(StoreFiles files, CancellationToken cancellationToken = default)
    {
        await files.RequireAsync(cancellationToken);
        return new Snapshot(await Replay.LoadAsync(files, cancellationToken));
    }

    /// <returns>The value; <see langword="null"/> where the key is not there.</returns>
    /// <exception cref="StoreException">The value is damaged.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _state.Find(key) is { } entry ? await ReadAsync(entry, cancellationToken) : default(ReadOnlyMemory<byte>?);
    }

    /// <summary>All keys with a prefix and their values, in the order of the keys.</summary>
    /// <exception cref="StoreException">A value is damaged.</exception>
    public async IAsyncEnumerable<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)> ScanAsync(
        ReadOnlyMemory<byte> prefix = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Where the prefix itself would stand, if it is not there.
        var first = _state.Index.IndexOf(Entry.ToFind(prefix));
        for (var i = first < 0 ? ~first : first; i < Count && _state.Index[i] is var entry && entry.Key.Span.StartsWith(prefix.Span); i++)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            yield return (entry.Key, await ReadAsync(entry, cancellationToken));
        }
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _state.Checkpoint?.Release();
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Entry entry, CancellationToken cancellationToken)
    {
        if (entry.Value is { } inMemory)
        {
            return inMemory;
        }

        var value = new byte[entry.Length];
        await _state.Checkpoint!.ReadAsync(entry, value, cancellationToken);
        return value;
    }
}
