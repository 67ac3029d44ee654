using System.Text;
using KeyValueStore.Storage;
using Mapwright.Pooled;

namespace Mapwright.Samples.Tests.KeyValueStore;

/// <summary>A store on real files, in this process.</summary>
public abstract class StoreTest : IDisposable
{
    protected TestFolder Folder { get; } = new();

    internal StoreFiles Files => new(FileSystem.Default, Folder.Destination);

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal ValueTask<Store> OpenAsync(StoreOptions? options = null) => Store.OpenAsync(Files, options);

    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    internal static Task PutAsync(Store store, string key, string value) => store.PutAsync(Bytes(key), Bytes(value));

    internal static async Task<string?> GetAsync(Store store, string key) =>
        await store.GetAsync(Bytes(key)) is { } value ? Encoding.UTF8.GetString(value.Span) : null;

    internal static async Task<List<(string Key, string Value)>> ScanAsync(Snapshot snapshot, string prefix = "")
    {
        var found = new List<(string, string)>();
        await foreach (var (key, value) in snapshot.ScanAsync(Bytes(prefix)))
        {
            found.Add((Encoding.UTF8.GetString(key.Span), Encoding.UTF8.GetString(value.Span)));
        }

        return found;
    }

    internal static async Task<List<(string Key, string Value)>> ScanAsync(Store store, string prefix = "")
    {
        using var snapshot = store.OpenSnapshot();
        return await ScanAsync(snapshot, prefix);
    }
}
