using System.Diagnostics;
using System.Globalization;
using System.Text;
using KeyValueStore.Storage;

namespace KeyValueStore.Commands;

/// <summary>Puts keys by many writers at a time and reads them back. A direction, not a measurement: see bench/ for those.</summary>
internal sealed class Benchmark(StoreFiles files, StoreOptions options, int puts, int writers, int size)
{
    public Task<int> RunAsync(CancellationToken cancellationToken) => WriteCommands.WriteAsync(files, options, async store =>
    {
        var value = new byte[size];
        Random.Shared.NextBytes(value);
        await MeasureAsync("durable puts", (i, token) => new ValueTask(store.PutAsync(Key(i), value, token)), cancellationToken);
        await MeasureAsync("gets", (i, token) => GetAsync(store, i, token), cancellationToken);
        await store.CheckpointAsync(cancellationToken);
        await MeasureAsync("gets from the checkpoint", (i, token) => GetAsync(store, i, token), cancellationToken);
        return 0;
    }, cancellationToken);

    private async Task MeasureAsync(string name, Func<int, CancellationToken, ValueTask> operation, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, puts, new ParallelOptions { MaxDegreeOfParallelism = writers, CancellationToken = cancellationToken }, operation);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{puts / seconds,12:N0} {name} a second, {writers} at a time"));
    }

    private static async ValueTask GetAsync(Store store, int i, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(Key(i), cancellationToken) is null)
        {
            throw new StoreException($"The key 'bench-{i}' was put, and is not there.");
        }
    }

    private static byte[] Key(int i) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"bench-{i:D8}"));
}
