using System.Text;
using KeyValueStore.Storage;

namespace KeyValueStore.Commands;

/// <summary>The commands that only read, and so run beside a process that writes.</summary>
internal static class ReadCommands
{
    public static async Task<int> GetAsync(StoreFiles files, string key, CancellationToken cancellationToken)
    {
        using var snapshot = await Snapshot.OpenAsync(files, cancellationToken);
        if (await snapshot.GetAsync(Encoding.UTF8.GetBytes(key), cancellationToken) is not { } value)
        {
            return await Failures.EndAsync($"there is no key '{key}'.", Failures.NoSuchKey);
        }

        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(value, cancellationToken);
        return 0;
    }

    public static async Task<int> ScanAsync(StoreFiles files, string prefix, CancellationToken cancellationToken)
    {
        using var snapshot = await Snapshot.OpenAsync(files, cancellationToken);
        await foreach (var (key, value) in snapshot.ScanAsync(Encoding.UTF8.GetBytes(prefix), cancellationToken))
        {
            Console.WriteLine($"{Text.Of(key.Span)}\t{Text.Of(value.Span)}");
        }

        return 0;
    }

    public static async Task<int> VerifyAsync(StoreFiles files, CancellationToken cancellationToken)
    {
        foreach (var line in await Verification.RunAsync(files, cancellationToken))
        {
            Console.WriteLine(line);
        }

        return 0;
    }
}
