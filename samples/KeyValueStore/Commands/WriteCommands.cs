using System.Text;
using KeyValueStore.Storage;

namespace KeyValueStore.Commands;

/// <summary>The commands that write: one process at a time.</summary>
internal static class WriteCommands
{
    public static async Task<int> PutAsync(StoreFiles files, StoreOptions options, string key, string? value, CancellationToken cancellationToken)
    {
        var bytes = value is null ? await ReadInputAsync(cancellationToken) : Encoding.UTF8.GetBytes(value);
        return await WriteAsync(files, options, async store =>
        {
            await store.PutAsync(Encoding.UTF8.GetBytes(key), bytes, cancellationToken);
            return 0;
        }, cancellationToken);
    }

    public static Task<int> LoadAsync(StoreFiles files, StoreOptions options, CancellationToken cancellationToken) =>
        WriteAsync(files, options, async store =>
        {
            using var input = new StreamReader(Console.OpenStandardInput());

            // Nothing ends a read of the input; so at least nobody waits for it any more.
            while (await input.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken) is { } line)
            {
                var tab = line.IndexOf('\t', StringComparison.Ordinal);
                if (tab < 1)
                {
                    throw new FormatException($"A line to load is a key, a tab and a value, and this one is not: '{line}'. All before it are there.");
                }

                await store.PutAsync(Encoding.UTF8.GetBytes(line[..tab]), Encoding.UTF8.GetBytes(line[(tab + 1)..]), cancellationToken);
                Console.WriteLine(line[..tab]);
            }

            return 0;
        }, cancellationToken);

    public static Task<int> DeleteAsync(StoreFiles files, string key, CancellationToken cancellationToken) =>
        WriteAsync(files, new StoreOptions(), async store =>
        {
            var bytes = Encoding.UTF8.GetBytes(key);
            if (await store.GetAsync(bytes, cancellationToken) is null)
            {
                return await Failures.EndAsync($"there is no key '{key}'.", Failures.NoSuchKey);
            }

            await store.DeleteAsync(bytes, cancellationToken);
            return 0;
        }, cancellationToken);

    public static Task<int> CheckpointAsync(StoreFiles files, CancellationToken cancellationToken) =>
        WriteAsync(files, new StoreOptions(), async store =>
        {
            await store.CheckpointAsync(cancellationToken);
            return 0;
        }, cancellationToken);

    /// <summary>Opens the store, says what a crash left, and what came of the checkpoints that were due.</summary>
    public static async Task<int> WriteAsync(
        StoreFiles files, StoreOptions options, Func<Store, Task<int>> write, CancellationToken cancellationToken)
    {
        await using var store = await Store.OpenAsync(files, options, cancellationToken);
        if (store.Recovery.TailPath is { } tail)
        {
            await Console.Error.WriteLineAsync($"store: {store.Recovery.CutBytes} bytes that were never acknowledged were cut off and saved in '{tail}'.");
        }

        var exitCode = await write(store);
        if (store.CheckpointFailure is { } failure)
        {
            await Console.Error.WriteLineAsync($"store: no checkpoint could be written, and nothing is lost: {failure.Message}");
        }

        return exitCode;
    }

    private static async Task<byte[]> ReadInputAsync(CancellationToken cancellationToken)
    {
        await using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        await input.CopyToAsync(bytes, CancellationToken.None).WaitAsync(cancellationToken);
        return bytes.ToArray();
    }
}
