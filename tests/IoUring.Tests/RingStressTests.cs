using Mapwright.Ringed;
using Mapwright.Tests.Scheduling;

namespace Mapwright.IoUring.Tests;

/// <summary>What races with what. Each test was seen to fail without the invariant that it is about.</summary>
[Collection(Alone.Name)]
public class RingStressTests
{
    private const int Blocks = 64;

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
            for (var i = 0; i < 20_000 / callers && clock.Elapsed < Stress.Budget; i++)
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
        for (; rounds < 2 || (rounds < 200 && clock.Elapsed < Stress.Budget); rounds++)
        {
            var scheduler = Rings.Require(new() { MaximumInFlight = 4, MaximumThreads = 2 });
            await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), Blocks);
            using var start = new Barrier(Submitters + 1);
            using var first = new ManualResetEventSlim();
            var submitting = Enumerable.Range(0, Submitters).Select(seed => Task.Factory.StartNew(() => SubmitAsync(seed), TaskCreationOptions.LongRunning).Unwrap()).ToArray();
            start.Meet();
            if (rounds % 2 == 1)
            {
                // Whatever the machine is busy with, some are served.
                first.ShouldBeSet();
            }

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
                        first.Set();
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

    private static async Task CheckBlockAsync(StorageFileBase file, Memory<byte> memory, int block)
    {
        memory.Span.Clear();
        (await file.ReadAtAsync(memory, block * DirectFile.Block).ConfigureAwait(false)).ShouldBe(DirectFile.Block);
        DirectFile.IsFilled(memory, block).ShouldBeTrue();
    }
}
