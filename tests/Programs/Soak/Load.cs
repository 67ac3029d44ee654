using System.Diagnostics;

namespace SoakProgram;

/// <summary>As many loops as are to be in flight. Each has blocks of its own in both files, and knows what they hold.</summary>
internal sealed class Load : IAsyncDisposable
{
    public const int InFlight = 256;

    private readonly FileSystem _fileSystem;
    private readonly StorageFile _direct;
    private readonly StorageFile _buffered;
    private readonly Worker[] _workers;

    public Load(FileSystem fileSystem, string folder)
    {
        _fileSystem = fileSystem;
        _direct = Create("direct", Caching.Direct);
        _buffered = Create("buffered", Caching.Buffered);
        _workers = [.. Enumerable.Range(0, InFlight).Select(number => new Worker(number, _fileSystem, _direct, _buffered))];

        StorageFile Create(string name, Caching caching)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllBytes(path, new byte[InFlight * Worker.Blocks * Worker.Block]);
            return fileSystem.Open(path, new StorageFileOptions { Caching = caching });
        }
    }

    /// <summary>Keeps all loops running for so long; when it returns, nothing is in flight.</summary>
    public async Task RunAsync(TimeSpan time, Latencies latencies)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(_workers.Select(worker => Task.Run(() => worker.RunAsync(started, time, latencies))).Append(ForgetAsync()));

        // Else all of the file would be in the page cache soon, and nothing of it would be read by the ring.
        async Task ForgetAsync()
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (Stopwatch.GetElapsedTime(started) < time && await timer.WaitForNextTickAsync())
            {
                await _buffered.DropCacheAsync(0, InFlight * Worker.Blocks * Worker.Block);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _direct.DisposeAsync();
        await _buffered.DisposeAsync();
    }
}
