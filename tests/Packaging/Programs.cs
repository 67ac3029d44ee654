namespace Mapwright.Packaging.Tests;

/// <summary>What strangers write.</summary>
internal static class Programs
{
    /// <summary>Writes a real file asynchronously, makes it durable, reads it back, and says so.</summary>
    public const string FileJob = """
        using Mapwright;
        using Mapwright.Pooled;

        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await using (var file = await StorageFile.CreateNewAsync(path))
            {
                await file.WriteAtAsync("durable"u8.ToArray(), 1024);
                await file.FlushAllAsync();
            }

            await using var opened = await StorageFile.OpenReadAsync(path);
            var buffer = new byte[7];
            await opened.ReadExactlyAtAsync(buffer, 1024);
            Console.WriteLine($"{opened.GetType().FullName}: {System.Text.Encoding.ASCII.GetString(buffer)} at 1024 of {opened.Length}");
        }
        finally
        {
            File.Delete(path);
        }
        """;

    public const string FileJobOutput = "Mapwright.Pooled.StorageFile: durable at 1024 of 1031";

    /// <summary>The same through the base, with what the next Core adds.</summary>
    public const string AdditionsJob = """
        using Mapwright;
        using Mapwright.Pooled;

        FileSystemBase files = FileSystem.Default;
        Console.WriteLine($"core {typeof(FileSystemBase).Assembly.GetName().Version}, adapter {typeof(FileSystem).Assembly.GetName().Version}");

        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await using StorageFileBase file = await files.CreateNewAsync(path);
            await file.WriteAtAsync(new byte[] { 1, 0, 0, 2 }, 0);
            await file.FlushAllAsync();
        #pragma warning disable MW0008 // both forms, on purpose
            Console.WriteLine($"{file.GetType().FullName}: {file.CountZeros()} zeros, {await file.CountZerosAsync()} zeros");

            PageCounterBase pages = await files.OpenPageCounterAsync();
            Console.WriteLine($"{await pages.CountPagesAsync(1)} page of {pages.GetType().Assembly.GetName().Name}");
        }
        finally
        {
            File.Delete(path);
        }
        """;

    /// <summary>An adapter that is not partial.</summary>
    public const string BrokenAdapter = """
        using Mapwright;

        Console.WriteLine("never");

        [SchedulerAdapter(Namespace = "Stranger.Storage")]
        public sealed class BrokenScheduler : IScheduler
        {
            public void Schedule(IWorkItem item) => item.Execute();
        }
        """;

    /// <summary>Takes a lock and drops the guard that would give it back.</summary>
    public const string DroppedGuard = """
        using Mapwright.Pooled;

        await using var file = await StorageFile.OpenWriteAsync(args[0]);
        await file.LockExclusiveAsync();
        """;

    /// <summary>Two mistakes on lines of their own, through the adapter of a package: a write that nobody flushes, and a guard that nobody keeps.</summary>
    public const string Mistakes = """
        using Mapwright.Pooled;

        using var file = StorageFile.OpenWrite(args[0]);
        file.WriteAt("lost"u8, 0);
        file.LockExclusive();
        """;

    /// <summary>The same through an adapter of one's own.</summary>
    public const string MistakesOfOnesOwn = """
        using Mapwright;
        using var file = Stranger.Storage.StorageFile.OpenWrite(args[0]);

        file.WriteAt("lost"u8, 0);
        file.LockExclusive();

        [SchedulerAdapter(Namespace = "Stranger.Storage")]
        public sealed partial class OwnScheduler : IScheduler
        {
            public static OwnScheduler Shared { get; } = new();

            public void Schedule(IWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(static item => item.Execute(), item, preferLocal: false);
        }
        """;

    /// <summary>The same through a wrapper that says by attributes what its members do.</summary>
    public const string MistakesWithAWrapper = """
        using Mapwright;
        using var store = Store.Open(args[0]);

        store.Put("lost"u8);
        store.Enter();

        public sealed class Store : IDisposable
        {
            private readonly Mapwright.Pooled.StorageFile _file;

            private Store(string path) => _file = Mapwright.Pooled.StorageFile.OpenWrite(path);

            [Opens(Writable = true, FlushRelevant = true)]
            public static Store Open(string path) => new(path);

            [Dirties]
            public void Put(ReadOnlySpan<byte> bytes) => _file.WriteAt(bytes, 0);

            [Cleans]
            public void Flush() => _file.FlushAll();

            [Acquires]
            [return: MustUse]
            public IDisposable Enter() => _file.LockExclusive();

            public void Dispose() => _file.Dispose();
        }
        """;
}
