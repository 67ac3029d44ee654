using Mapwright.Ringed;
using Mapwright.Tests.Scheduling;

namespace Mapwright.IoUring.Tests;

/// <summary>Transfers that the kernel finishes late, in parts, or never.</summary>
public class PipeTests
{
    [Fact]
    public async Task A_read_goes_on_until_the_buffer_is_full()
    {
        await using var scheduler = Rings.Require();
        await using var pipe = new Pipe(scheduler);
        var buffer = new byte[8];

        var reading = pipe.Reader.ReadAtAsync(buffer, 0).AsTask();
        pipe.Put([1, 2, 3]);
        pipe.Put([4, 5, 6, 7]);
        reading.IsCompleted.ShouldBeFalse();
        pipe.Put([8]);

        (await reading.InTime()).ShouldBe(8);
        buffer.ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
    }

    [Fact]
    public async Task A_read_ends_with_the_stream()
    {
        await using var scheduler = Rings.Require();
        await using var pipe = new Pipe(scheduler);
        var buffer = new byte[8];
        var reading = pipe.Reader.ReadAtAsync(buffer, 0).AsTask();

        pipe.Put([1, 2, 3]);
        pipe.EndAndCount();

        var count = await reading.InTime();
        buffer[..count].ShouldBe(new byte[] { 1, 2, 3 }[..count]);
    }

    [Fact]
    public async Task A_write_goes_on_until_all_is_written()
    {
        await using var scheduler = Rings.Require();
        await using var pipe = new Pipe(scheduler);
        var bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        var taken = new byte[bytes.Length];

        var writing = pipe.Writer.WriteAtAsync(bytes, 0).AsTask();
        pipe.Take(taken);

        await writing.InTime();
        taken.ShouldBe(bytes);
    }

    [Fact]
    public async Task A_read_that_never_gets_anything_is_cancelled()
    {
        await using var scheduler = Rings.Require();
        await using var pipe = new Pipe(scheduler);
        using var cancellation = new CancellationTokenSource();

        var reading = pipe.Reader.ReadAtAsync(new byte[8], 0, cancellation.Token).AsTask();
        reading.IsCompleted.ShouldBeFalse();
        cancellation.Cancel();

        (await Should.ThrowAsync<OperationCanceledException>(reading.InTime)).CancellationToken.ShouldBe(cancellation.Token);
    }

    [Fact]
    public async Task A_cancelled_read_leaves_the_bytes_to_the_next()
    {
        await using var scheduler = Rings.Require();
        await using var pipe = new Pipe(scheduler);
        using var cancellation = new CancellationTokenSource();
        var reading = pipe.Reader.ReadAtAsync(new byte[8], 0, cancellation.Token).AsTask();
        cancellation.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(reading.InTime);

        pipe.Put([1, 2]);
        var buffer = new byte[2];

        (await pipe.Reader.ReadAtAsync(buffer, 0).InTime()).ShouldBe(2);
        buffer.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_cancelled_durable_write_is_no_failed_write_back()
    {
        await using var scheduler = Rings.Require();
        await using var pipe = new Pipe(scheduler);
        using var cancellation = new CancellationTokenSource();
        var writing = pipe.Writer.WriteDurableAtAsync(new byte[1 << 20], 0, cancellation.Token).AsTask();
        pipe.Take(new byte[10]);
        cancellation.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(writing.InTime);

        pipe.EndReading();
        var error = await Should.ThrowAsync<StorageException>(() => pipe.Writer.WriteDurableAtAsync(new byte[1], 0).InTime());

        error.Code.ShouldNotBe(StorageErrorCode.Poisoned);
    }

    [Fact]
    public async Task What_waits_for_a_place_in_the_ring_is_cancelled_while_the_ring_is_full()
    {
        await using var scheduler = Rings.Require(new() { MaximumInFlight = 2 });
        await using var pipe = new Pipe(scheduler);
        using var none = new CancellationTokenSource();
        using var cancellation = new CancellationTokenSource();
        var inRing = Enumerable.Range(0, 2).Select(_ => pipe.Reader.ReadAtAsync(new byte[1], 0, none.Token).AsTask()).ToArray();
        var waiting = Enumerable.Range(0, 50).Select(i => pipe.Reader.ReadAtAsync(new byte[1], 0, i % 2 == 0 ? cancellation.Token : none.Token).AsTask()).ToArray();

        cancellation.Cancel();

        foreach (var reading in waiting.Where((_, i) => i % 2 == 0))
        {
            await Should.ThrowAsync<OperationCanceledException>(reading.InTime);
        }

        inRing.ShouldAllBe(reading => !reading.IsCompleted);
        pipe.Put(new byte[27]);
        (await Task.WhenAll([.. inRing, .. waiting.Where((_, i) => i % 2 == 1)]).InTime()).ShouldAllBe(count => count == 1);
    }

    [Fact]
    public async Task All_that_the_ring_has_is_cancelled_at_once()
    {
        await using var scheduler = Rings.Require(new() { MaximumInFlight = 64 });
        await using var pipe = new Pipe(scheduler);
        using var cancellation = new CancellationTokenSource();
        var all = Enumerable.Range(0, 500).Select(_ => pipe.Reader.ReadAtAsync(new byte[1], 0, cancellation.Token).AsTask()).ToArray();

        cancellation.Cancel();

        foreach (var reading in all)
        {
            await Should.ThrowAsync<OperationCanceledException>(reading.InTime);
        }
    }

    /// <summary>The owner looks once more before it sleeps: here it is held between its look at the queue and its sleep, by code that goes on there.</summary>
    [Fact]
    public async Task A_read_that_comes_after_the_owner_has_looked_and_before_it_sleeps_is_not_slept_on()
    {
        await using var scheduler = Rings.Require(new() { Continuations = ContinuationPolicy.Inline });
        await using var pipe = new Pipe(scheduler);
        using var cancellation = new CancellationTokenSource();
        using var first = new Stop();
        using var second = new Stop();

        var held = first.HoldAfterAsync(pipe.Reader.ReadAtAsync(new byte[1], 0));
        pipe.Put([1]);
        first.Reached();
        var cancelled = second.HoldAfterAsync(pipe.Reader.ReadAtAsync(new byte[1], 0, cancellation.Token));
        cancellation.Cancel();
        first.GoOn();
        second.Reached();
        pipe.Put([2]);
        var reading = pipe.Reader.ReadAtAsync(new byte[1], 0).AsTask();
        second.GoOn();

        (await reading.InTime()).ShouldBe(1);
        await held.InTime();
        await Should.ThrowAsync<OperationCanceledException>(cancelled.InTime);
    }

    [Fact]
    public async Task A_shutdown_waits_for_what_the_kernel_has()
    {
        var scheduler = Rings.Require();
        await using var pipe = new Pipe(scheduler);
        var reading = pipe.Reader.ReadAtAsync(new byte[2], 0).AsTask();

        var ended = scheduler.DisposeAsync().AsTask();
        await Should.ThrowAsync<ObjectDisposedException>(() => pipe.Reader.ReadAtAsync(new byte[1], 0).InTime());
        ended.IsCompleted.ShouldBeFalse();
        pipe.Put([1, 2]);

        await ended.InTime();
        (await reading).ShouldBe(2);
    }

    [Fact]
    public async Task A_descriptor_that_is_none_is_an_error()
    {
        await using var scheduler = Rings.Require();
        var platform = new HandlePlatform { Next = new Microsoft.Win32.SafeHandles.SafeFileHandle(123_456, ownsHandle: false) };
        await using var file = new Ringed.FileSystem(platform, scheduler).OpenWrite("none");

        var error = await Should.ThrowAsync<StorageException>(() => file.ReadAtAsync(new byte[1], 0).InTime());

        error.SystemError.ShouldBe(9);
    }

    /// <summary>A place in the code after an <c>await</c> at which its thread is held.</summary>
    private sealed class Stop : IDisposable
    {
        private readonly ManualResetEventSlim _reached = new();
        private readonly ManualResetEventSlim _goOn = new();

        public async Task HoldAfterAsync(ValueTask<int> operation)
        {
            try
            {
                await operation.ConfigureAwait(false);
            }
            finally
            {
                _reached.Set();
                _goOn.ShouldBeSet();
            }
        }

        public void Reached() => _reached.ShouldBeSet();

        public void GoOn() => _goOn.Set();

        public void Dispose()
        {
            _reached.Dispose();
            _goOn.Dispose();
        }
    }
}
