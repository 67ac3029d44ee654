using System.Globalization;
using Mapwright.Ringed;
using Mapwright.Tests.Scheduling;

namespace Mapwright.IoUring.Tests;

/// <summary>Cancellation at any moment. Each test was seen to fail without the invariant that it is about.</summary>
[Collection(Alone.Name)]
public class CancellationStressTests
{
    private const int Blocks = 64;

    /// <summary>How many reads are cancelled, whatever time that takes.</summary>
    private static readonly int s_cancellations =
        int.TryParse(Environment.GetEnvironmentVariable("MAPWRIGHT_CANCELLATIONS"), CultureInfo.InvariantCulture, out var asked) ? asked
        : Environment.GetEnvironmentVariable("CI") is null ? 10_000
        : 100_000;

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
            for (var i = 0; i < 8_000 / Callers && clock.Elapsed < Stress.Budget; i++)
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
                    reads.All(read => DirectFile.IsFilled(read.Buffer, (int)(read.Offset / DirectFile.Block))).ShouldBeTrue();
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
                    DirectFile.IsFilled(graves.Dequeue(), unchecked((int)0xCCCCCCCC)).ShouldBeTrue("the kernel wrote into a buffer whose batch had ended");
                }
            }

            graves.All(memory => DirectFile.IsFilled(memory, unchecked((int)0xCCCCCCCC))).ShouldBeTrue();
        }
    }

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
}
