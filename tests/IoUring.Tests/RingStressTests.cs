using System.Globalization;
using Mapwright.Ringed;
using Mapwright.Tests.Scheduling;

namespace Mapwright.IoUring.Tests;

/// <summary>What races with what. Each test was seen to fail without the invariant that it is about.</summary>
[Collection(Alone.Name)]
public class RingStressTests
{
    private const int Blocks = 64;

    /// <summary>A run starts nothing more after this, so that a busy machine makes it smaller and not longer.</summary>
    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(8);

    /// <summary>How many reads are cancelled, whatever time that takes.</summary>
    private static readonly int s_cancellations =
        int.TryParse(Environment.GetEnvironmentVariable("MAPWRIGHT_CANCELLATIONS"), CultureInfo.InvariantCulture, out var asked) ? asked
        : Environment.GetEnvironmentVariable("CI") is null ? 10_000
        : 100_000;

    [Theory]
    [InlineData(true, ContinuationPolicy.Pool)]
    [InlineData(true, ContinuationPolicy.Inline)]
    [InlineData(false, ContinuationPolicy.Pool)]
    public Task Whatever_callers_do_each_operation_runs_once_and_has_its_own_outcome(bool useRing, ContinuationPolicy continuations) =>
        StressRun.ToTheEndAsync(new IoUringScheduler(new() { UseRing = useRing, MaximumThreads = 2, Continuations = continuations }), 50_000);

    [Fact]
    public Task Schedulers_that_are_shut_down_in_mid_run_finish_what_is_queued() =>
        StressRun.WithShutdownsAsync(() => new IoUringScheduler(new() { MaximumThreads = 2 }), 20_000, failsWhatIsQueued: false);

    /// <summary>The owner is asleep again before nearly each of them: a wake-up that is lost is a test that never ends.</summary>
    [Theory]
    [InlineData(1, 256, ContinuationPolicy.Pool)]
    [InlineData(4, 256, ContinuationPolicy.Pool)]
    [InlineData(16, 3, ContinuationPolicy.Pool)]
    [InlineData(16, 3, ContinuationPolicy.Inline)]
    public async Task Each_read_has_its_own_bytes_and_no_wake_up_is_lost(int callers, int maximumInFlight, ContinuationPolicy continuations)
    {
        await using var scheduler = Rings.Require(new() { MaximumInFlight = maximumInFlight, Continuations = continuations });
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), Blocks);
        var clock = System.Diagnostics.Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => ReadAsync(caller)))).WaitAsync(TimeSpan.FromMinutes(2));

        async Task ReadAsync(int seed)
        {
            var random = new Random(seed);
            var memory = AlignedMemory.Allocate(DirectFile.Block);
            for (var i = 0; i < 20_000 / callers && clock.Elapsed < s_budget; i++)
            {
                await CheckBlockAsync(direct.File, memory, random.Next(Blocks)).ConfigureAwait(false);
            }
        }
    }

    [Fact]
    public async Task Submitters_that_race_a_shutdown_get_their_bytes_or_are_refused()
    {
        const int Submitters = 16;
        var refused = 0;
        var served = 0;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var rounds = 0;
        for (; rounds < 200 && clock.Elapsed < s_budget; rounds++)
        {
            var scheduler = Rings.Require(new() { MaximumInFlight = 4, MaximumThreads = 2 });
            await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), Blocks);
            using var start = new Barrier(Submitters + 1);
            var submitting = Enumerable.Range(0, Submitters).Select(seed => Task.Factory.StartNew(() => SubmitAsync(seed), TaskCreationOptions.LongRunning).Unwrap()).ToArray();
            start.Meet();
            var ended = scheduler.DisposeAsync();

            await Task.WhenAll(submitting).InTime();
            await ended.InTime();

            async Task SubmitAsync(int seed)
            {
                var memory = AlignedMemory.Allocate(DirectFile.Block);
                start.Meet();
                try
                {
                    for (var block = seed; ; block = (block + 1) % Blocks)
                    {
                        await CheckBlockAsync(direct.File, memory, block).ConfigureAwait(false);
                        Interlocked.Increment(ref served);
                    }
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }

        refused.ShouldBe(rounds * Submitters);
        served.ShouldBeGreaterThan(0);
    }

    /// <summary>
    /// A buffer whose read has ended belongs to the caller: the kernel must not touch it any more. And what a cancelled read did not take is
    /// there for another.
    /// </summary>
    [Fact]
    public async Task Cancelled_reads_neither_touch_their_buffers_later_nor_lose_what_they_took()
    {
        const int Readers = 8;
        const int Message = 64;
        await using var scheduler = Rings.Require(new() { MaximumInFlight = 6 });
        await using var pipe = new Pipe(scheduler);
        long cancelled = 0;
        long received = 0;
        long sent = 0;
        var reading = Enumerable.Range(0, Readers).Select(seed => Task.Run(() => ReadAsync(new Random(seed)))).ToArray();
        var all = Task.WhenAll(reading);
        var message = new byte[Message];
        while (!all.IsCompleted)
        {
            if (sent - Interlocked.Read(ref received) < 256)
            {
                Array.Fill(message, (byte)(sent % 251));
                pipe.Put(message);
                sent++;
            }

            await Task.Yield();
        }

        await all;
        cancelled.ShouldBeGreaterThanOrEqualTo(s_cancellations);
        received.ShouldBeGreaterThan(0);
        (pipe.EndAndCount() + (received * Message)).ShouldBe(sent * Message);

        async Task ReadAsync(Random random)
        {
            var graves = new Queue<byte[]>();
            while (Interlocked.Read(ref cancelled) < s_cancellations)
            {
                var buffer = GC.AllocateUninitializedArray<byte>(Message, pinned: random.Next(2) == 0);
                using var cancellation = new CancellationTokenSource();
                var pending = pipe.Reader.ReadAtAsync(buffer, 0, cancellation.Token).AsTask();
                Churn(random);
                cancellation.Cancel();
                try
                {
                    (await pending.InTime().ConfigureAwait(false)).ShouldBe(Message);
                    buffer.ContainsAnyExcept(buffer[0]).ShouldBeFalse();
                    Interlocked.Increment(ref received);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                }

                Array.Fill(buffer, (byte)0xCC);
                graves.Enqueue(buffer);
                if (graves.Count > 200)
                {
                    graves.Dequeue().ContainsAnyExcept((byte)0xCC).ShouldBeFalse("the kernel wrote into a buffer whose read had ended");
                }
            }

            graves.Any(buffer => buffer.ContainsAnyExcept((byte)0xCC)).ShouldBeFalse();
        }
    }

    /// <summary>What a batch that has ended left in the ring, whatever came of it, would show in its buffers or in a later one's.</summary>
    [Theory, InlineData(5), InlineData(256)]
    public async Task Batches_that_are_cancelled_at_any_moment_leave_nothing_behind(int maximumInFlight)
    {
        const int Callers = 4;
        const int Largest = 16;
        await using var scheduler = Rings.Require(new() { MaximumInFlight = maximumInFlight });
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), Blocks);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        long cancelled = 0;
        long served = 0;

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(seed => Task.Run(() => ReadAsync(new Random(seed)))));

        cancelled.ShouldBeGreaterThan(0);
        served.ShouldBeGreaterThan(0);

        async Task ReadAsync(Random random)
        {
            var counts = new int[Largest];
            var graves = new Queue<Memory<byte>>();
            for (var i = 0; i < 8_000 / Callers && clock.Elapsed < s_budget; i++)
            {
                var memory = AlignedMemory.Allocate(Largest * DirectFile.Block);
                var reads = Enumerable.Range(0, random.Next(1, Largest + 1)).Select(part =>
                    new FileRead(memory.Slice(part * DirectFile.Block, DirectFile.Block), random.Next(Blocks) * DirectFile.Block)).ToArray();
                using var cancellation = new CancellationTokenSource();
                var pending = direct.File.ReadManyAsync(reads, counts, cancellation.Token).AsTask();
                Churn(random);
                if (random.Next(2) == 0)
                {
                    cancellation.Cancel();
                }

                try
                {
                    await pending.InTime().ConfigureAwait(false);
                    reads.All(read => IsFilled(read.Buffer, (int)(read.Offset / DirectFile.Block))).ShouldBeTrue();
                    Interlocked.Increment(ref served);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                }

                memory.Span.Fill(0xCC);
                graves.Enqueue(memory);
                if (graves.Count > 20)
                {
                    IsFilled(graves.Dequeue(), unchecked((int)0xCCCCCCCC)).ShouldBeTrue("the kernel wrote into a buffer whose batch had ended");
                }
            }

            graves.All(memory => IsFilled(memory, unchecked((int)0xCCCCCCCC))).ShouldBeTrue();
        }
    }

    /// <summary>A file that was closed right after its read was started: its number is another file's at once.</summary>
    [Fact]
    public async Task Files_that_are_closed_under_their_reads_are_never_mistaken_for_others()
    {
        const int Callers = 4;
        const int Files = 32;
        await using var scheduler = Rings.Require(new() { MaximumInFlight = 4 });
        var fileSystem = new Ringed.FileSystem(StoragePlatform.Current, scheduler);
        using var folder = new Folder();
        var paths = Enumerable.Range(0, Files).Select(folder.Put).ToArray();
        var clock = System.Diagnostics.Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => ReadAsync(new Random(caller)))));

        async Task ReadAsync(Random random)
        {
            var pending = new Queue<(int Number, Memory<byte> Memory, Task<int> Read)>();
            for (var i = 0; i < 20_000 / Callers && clock.Elapsed < s_budget; i++)
            {
                var number = random.Next(Files);
                var memory = AlignedMemory.Allocate(DirectFile.Block);
                using (var file = fileSystem.Open(paths[number], new StorageFileOptions { Rights = FileRights.Read, Caching = Caching.Direct }))
                {
                    pending.Enqueue((number, memory, file.ReadAtAsync(memory, 0).AsTask()));
                }

                if (pending.Count > 16)
                {
                    await CheckAsync(pending.Dequeue()).ConfigureAwait(false);
                }
            }

            foreach (var read in pending)
            {
                await CheckAsync(read).ConfigureAwait(false);
            }
        }

        static async Task CheckAsync((int Number, Memory<byte> Memory, Task<int> Read) pending)
        {
            (await pending.Read.InTime().ConfigureAwait(false)).ShouldBe(DirectFile.Block);
            BitConverter.ToInt32(pending.Memory.Span).ShouldBe(pending.Number);
        }
    }

    [Fact]
    public async Task More_files_than_places_are_read_side_by_side()
    {
        await using var scheduler = Rings.Require(new() { MaximumInFlight = 4 });
        var fileSystem = new Ringed.FileSystem(StoragePlatform.Current, scheduler);
        using var folder = new Folder();
        var files = Enumerable.Range(0, 100).Select(number =>
            fileSystem.Open(folder.Put(number), new StorageFileOptions { Rights = FileRights.Read, Caching = Caching.Direct })).ToArray();

        await Task.WhenAll(files.Select(async (file, number) =>
        {
            var memory = AlignedMemory.Allocate(DirectFile.Block);
            await file.ReadExactlyAtAsync(memory, 0).InTime();
            BitConverter.ToInt32(memory.Span).ShouldBe(number);
        }));
        foreach (var file in files)
        {
            await file.DisposeAsync();
        }
    }

    private static async Task CheckBlockAsync(StorageFileBase file, Memory<byte> memory, int block)
    {
        memory.Span.Clear();
        (await file.ReadAtAsync(memory, block * DirectFile.Block).ConfigureAwait(false)).ShouldBe(DirectFile.Block);
        IsFilled(memory, block).ShouldBeTrue();
    }

    private static bool IsFilled(Memory<byte> memory, int value) =>
        !System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(memory.Span).ContainsAnyExcept(value);

    private static void Churn(Random random)
    {
        switch (random.Next(200))
        {
            case 0:
                GC.Collect(0);
                break;
            case < 50:
                Thread.Yield();
                break;
            default:
                GC.KeepAlive(new byte[random.Next(2000)]);
                break;
        }
    }

    /// <summary>Files of one block that have their numbers for content.</summary>
    private sealed class Folder : IDisposable
    {
        private readonly string _path = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"files {Guid.NewGuid():N}")).FullName;

        public string Put(int number)
        {
            var block = new byte[DirectFile.Block];
            DirectFile.Fill(block, number);
            var path = Path.Combine(_path, $"{number}");
            File.WriteAllBytes(path, block);
            return path;
        }

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
