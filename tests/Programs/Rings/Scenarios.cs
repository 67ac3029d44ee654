using System.Runtime.InteropServices;

namespace RingProgram;

internal static class Scenarios
{
    private const int Block = 4096;
    private const int Blocks = 256;

    /// <summary>Writes, flushes and reads back, in every way, on whatever there is.</summary>
    public static async Task UseAsync(string path)
    {
        await using var scheduler = new IoUringScheduler();
        Print(scheduler);
        await WriteAsync(scheduler, path);
        await using var file = Open(scheduler, path);
        await Task.WhenAll(Enumerable.Range(0, Blocks).Select(async block =>
        {
            var memory = AlignedMemory.Allocate(Block);
            await file.ReadExactlyAtAsync(memory, block * Block);
            Check(memory, block);
        }));
        var reads = Enumerable.Range(0, Blocks).Select(block => new FileRead(AlignedMemory.Allocate(Block), block * Block)).ToArray();
        await file.ReadManyAsync(reads, new int[Blocks]);
        await file.WriteManyAsync(reads.Select(read => new FileWrite(read.Buffer, read.Offset)).ToArray());
        foreach (var (memory, offset) in reads)
        {
            Check(memory, (int)(offset / Block));
        }

        static void Check(Memory<byte> memory, int block) => MemoryMarshal.Cast<byte, int>(memory.Span).IndexOfAnyExcept(block).ShouldBe(-1);
    }

    /// <summary>Reads until the ring breaks down: what was in it fails, what comes later fails, and everything else goes on.</summary>
    public static async Task BreakAsync(string path)
    {
        const int Readers = 32;
        await using var scheduler = new IoUringScheduler();
        Print(scheduler);
        File.WriteAllBytes(path, new byte[Blocks * Block]);
        await using var file = Open(scheduler, path);

        var ends = await Task.WhenAll(Enumerable.Range(0, Readers).Select(reader => Task.Run(async () =>
        {
            var memory = AlignedMemory.Allocate(Block);
            var batch = Enumerable.Range(0, 40).Select(i => new FileRead(AlignedMemory.Allocate(Block), i * Block)).ToArray();
            var counts = new int[batch.Length];
            try
            {
                for (var i = reader; ; i++)
                {
                    await (reader % 2 == 0 ? file.ReadExactlyAtAsync(memory, i % Blocks * Block) : file.ReadManyAsync(batch, counts));
                }
            }
            catch (IOException exception)
            {
                return exception;
            }
        })));

        ends.ShouldAllBe(exception => exception is RingFailedException);
        await Should.ThrowAsync<RingFailedException>(async () => await file.ReadAtAsync(AlignedMemory.Allocate(Block), 0));
        await Should.ThrowAsync<RingFailedException>(async () => await file.WriteManyAsync(new FileWrite[] { new(AlignedMemory.Allocate(Block), 0) }));
        Print(scheduler);
        scheduler.ActiveBackend.Kind.ShouldBe(IoUringBackendKind.Failed);
        file.ReadAt(AlignedMemory.Allocate(Block).Span, 0).ShouldBe(Block);
        await file.FlushAllAsync();
        GC.Collect();
    }

    /// <summary>Works, then does nothing for a while, and prints the library's threads that are left, and the processor time that this took.</summary>
    public static async Task IdleAsync(string path)
    {
        await using var scheduler = new IoUringScheduler(new() { IdleTimeout = TimeSpan.FromSeconds(1) });
        Print(scheduler);
        await WriteAsync(scheduler, path);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));
        var before = Environment.CpuUsage.TotalTime;
        await timer.WaitForNextTickAsync();
        Console.WriteLine(string.Join(", ", OwnThreads()));
        Console.WriteLine((long)(Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
    }

    /// <summary>Starts many writes, the ring has place for one, and exits.</summary>
    public static Task LeaveAsync(string path)
    {
        File.WriteAllBytes(path, new byte[Blocks * Block]);
        var file = Open(new IoUringScheduler(new() { MaximumInFlight = 1 }), path);
        var memory = AlignedMemory.Allocate(Block);
        memory.Span.Fill(1);
        for (var block = 0; block < Blocks; block++)
        {
            _ = file.WriteAtAsync(memory, block * Block).AsTask();
        }

        return Task.CompletedTask;
    }

    private static async Task WriteAsync(IoUringScheduler scheduler, string path)
    {
        File.WriteAllBytes(path, []);
        await using var file = Open(scheduler, path);
        await Task.WhenAll(Enumerable.Range(0, Blocks).Select(async block =>
        {
            var memory = AlignedMemory.Allocate(Block);
            MemoryMarshal.Cast<byte, int>(memory.Span).Fill(block);
            await (block % 2 == 0 ? file.WriteAtAsync(memory, block * Block) : file.WriteDurableAtAsync(memory, block * Block));
        }));
        await file.FlushDataAsync();
    }

    /// <summary>The system keeps the first fifteen characters of a name.</summary>
    private static IEnumerable<string> OwnThreads() =>
        Directory.EnumerateDirectories("/proc/self/task").Select(thread => File.ReadAllText($"{thread}/comm").TrimEnd('\n'))
            .Where(name => name.StartsWith("Mapwright", StringComparison.Ordinal));

    private static StorageFile Open(IoUringScheduler scheduler, string path) =>
        new FileSystem(StoragePlatform.Current, scheduler).Open(path, new StorageFileOptions { Caching = Caching.Auto });

    private static void Print(IoUringScheduler scheduler) => Console.WriteLine($"{scheduler.ActiveBackend.Kind}: {scheduler.ActiveBackend.Reason}");
}
