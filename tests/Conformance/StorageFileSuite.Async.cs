using System.Diagnostics;
using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>What the asynchronous form promises beyond the blocking one.</summary>
public sealed partial class StorageFileSuite
{
    [Theory, WhereBodiesHop]
    public async Task An_operation_that_is_cancelled_in_the_queue_does_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        await using var saturation = await Saturation.Of(rig);
        using var source = new CancellationTokenSource();
        var length = file.SetLengthAsync(0, source.Token);
        var flush = file.FlushDataAsync(source.Token);
        var metadata = file.GetMetadataAsync(source.Token);
        var asked = rig.Platform.CallsOf(nameof(StoragePlatform.GetMetadata));

        await source.CancelAsync();

        await Rig.IsCancelled(length, source.Token);
        await Rig.IsCancelled(flush, source.Token);
        await Rig.IsCancelled(metadata, source.Token);
        await saturation.DisposeAsync();
        rig.Platform.CallsOf(nameof(StoragePlatform.FlushData)).ShouldBe(0);
        rig.Platform.CallsOf(nameof(StoragePlatform.GetMetadata)).ShouldBe(asked);
        rig.Content(file.Path).ShouldBe([1, 2, 3]);
    }

    [Theory, WhereBodiesHop]
    public async Task What_was_queued_runs_after_what_held_it_up(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([]);
        await using var saturation = await Saturation.Of(rig);
        var queued = Enumerable.Range(0, 20).Select(i => file.SetLengthAsync(i + 1).AsTask()).ToArray();

        queued.ShouldAllBe(task => !task.IsCompleted);
        await saturation.DisposeAsync();
        await Task.WhenAll(queued).WaitAsync(Rig.Deadline);

        rig.Platform.CallsOf(nameof(StoragePlatform.SetLength)).ShouldBe(20);
    }

    [Theory, AsyncEverywhere]
    public async Task Cancelling_an_operation_that_runs_does_not_undo_it(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);

        await rig.CancelWhileHeld(nameof(StoragePlatform.SetLength), token => file.SetLengthAsync(0, token));

        rig.Content(file.Path).ShouldBeEmpty();
    }

    [Theory, AsyncEverywhere]
    public async Task Cancelling_a_transfer_that_runs_waits_for_the_buffer(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        rig.Platform.Fail(nameof(StoragePlatform.TryReadAt), StorageErrorCode.WouldBlock);
        using var source = new CancellationTokenSource();
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.ReadAt));
        var buffer = new byte[3];
        var running = rig.Start(() => file.ReadAt(buffer, 0), () => file.ReadAtAsync(buffer, 0, source.Token));
        await gate.Entered();

        await source.CancelAsync();

        running.IsCompleted.ShouldBeFalse();
        gate.Open();
        (await running).ShouldBe(3);
        buffer.ShouldBe([1, 2, 3]);
    }

    [Theory, AsyncEverywhere]
    public async Task Cancelling_after_the_end_does_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        using var source = new CancellationTokenSource();
        await file.FlushDataAsync(source.Token);

        await source.CancelAsync();

        await Rig.Within(file.FlushDataAsync());
    }

    [Theory, WhereBodiesHop]
    public async Task A_pending_operation_is_awaited_once(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var flush = file.FlushDataAsync();
        await gate.Entered();
        gate.Open();

        await flush;

        await Should.ThrowAsync<InvalidOperationException>(async () => await flush);
    }

    [Theory, WhereBodiesHop]
    public async Task A_second_await_does_not_take_the_result_of_a_later_operation(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.GetMetadata));
        var first = file.GetMetadataAsync();
        await gate.Entered();
        gate.Open();
        await first;

        for (var i = 0; i < 10; i++)
        {
            var later = file.GetMetadataAsync();
            await Should.ThrowAsync<InvalidOperationException>(async () => await first);
            (await later).Length.ShouldBe(3);
        }
    }

    [Theory, WhereBodiesHop]
    public async Task An_unfinished_operation_has_no_result(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var flush = file.FlushDataAsync();
        await gate.Entered();

        Should.Throw<InvalidOperationException>(() => Rig.TakeResult(flush));

        gate.Open();
        await flush;
    }

    [Theory, WhereBodiesHop]
    public async Task The_code_after_an_await_runs_where_the_policy_says(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.FlushData));
        var continued = new TaskCompletionSource<StackTrace>();
        var pool = false;
        var flush = file.FlushDataAsync();
        await gate.Entered();

        flush.GetAwaiter().UnsafeOnCompleted(() =>
        {
            pool = Thread.CurrentThread.IsThreadPoolThread;
            continued.SetResult(new StackTrace());
        });
        gate.Open();

        var stack = await continued.Task.WaitAsync(Rig.Deadline);
        await flush;
        var holdsTheScheduler = stack.GetFrames().Any(frame => typeof(IWorkItem).IsAssignableFrom(frame.GetMethod()!.DeclaringType));

        // A scheduler whose bodies run on the pool may go on there: what the pool policy keeps user code from is a thread of the scheduler's own.
        (rig.Scheduler.Continuations == ContinuationPolicy.Inline ? holdsTheScheduler : pool).ShouldBeTrue();
    }

    [Theory, WhereBodiesHop]
    public async Task The_callers_thread_does_not_wait_for_storage(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.WriteAt));

        var writing = file.WriteAtAsync(new byte[] { 9 }, 0);

        writing.IsCompleted.ShouldBeFalse();
        await gate.Entered();
        gate.Thread.ShouldNotBe(Environment.CurrentManagedThreadId);
        gate.Open();
        await writing;
    }

    [Theory, AsyncEverywhere]
    public async Task A_cached_read_completes_on_the_callers_thread(Setup setup)
    {
        setup.SkipOnWindows("nothing is read without waiting");
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(1000));
        var buffer = new byte[1000];
        file.ReadExactlyAt(buffer, 0);

        var reads = Enumerable.Range(0, 20).Select(_ => file.ReadAtAsync(buffer, 0)).ToArray();

        reads.ShouldContain(read => read.IsCompletedSuccessfully);
        foreach (var read in reads)
        {
            (await read).ShouldBe(1000);
        }
    }

    [Theory, WhereBodiesHop]
    public async Task A_read_that_is_longer_than_what_is_copied_inline_hops_cached_or_not(Setup setup)
    {
        setup.SkipOnWindows("nothing is read without waiting");
        const int LargestInline = 128 * 1024;
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(LargestInline + 1);
        await using var file = rig.OpenNew(content);
        var buffer = new byte[content.Length];
        file.ReadExactlyAt(buffer, 0);

        (await file.ReadAtAsync(buffer.AsMemory(0, LargestInline), 0)).ShouldBe(LargestInline);
        var asked = rig.Platform.CallsOf(nameof(StoragePlatform.TryReadAt));
        asked.ShouldBeGreaterThan(0);
        buffer.AsSpan().Clear();
        using var gate = rig.Platform.Hold(nameof(StoragePlatform.ReadAt));
        var reading = file.ReadAtAsync(buffer, 0);

        reading.IsCompleted.ShouldBeFalse();
        await gate.Entered();
        gate.Open();
        (await reading).ShouldBe(content.Length);
        buffer.AsSpan().SequenceEqual(content).ShouldBeTrue();
        rig.Platform.CallsOf(nameof(StoragePlatform.TryReadAt)).ShouldBe(asked);
    }

    [Theory, AsyncEverywhere]
    public async Task A_file_that_cannot_be_read_without_waiting_is_asked_once(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        await using var other = rig.OpenNew([4, 5, 6], "other");
        rig.Platform.Fail(nameof(StoragePlatform.TryReadAt), StorageErrorCode.NotSupported);
        var buffer = new byte[3];

        for (var i = 0; i < 5; i++)
        {
            (await file.ReadAtAsync(buffer, 0)).ShouldBe(3);
            await file.ReadExactlyAtAsync(buffer, 0);
        }

        buffer.ShouldBe([1, 2, 3]);
        rig.Platform.CallsOf(nameof(StoragePlatform.TryReadAt)).ShouldBe(1);
        await other.ReadExactlyAtAsync(buffer, 0);
        buffer.ShouldBe([4, 5, 6]);
        rig.Platform.CallsOf(nameof(StoragePlatform.TryReadAt)).ShouldBe(2);
    }

    [Theory, Everywhere]
    public async Task Under_load_every_result_belongs_to_its_operation(Setup setup)
    {
        const int Records = 64;
        const int Size = 16;
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(new byte[Records * Size]);

        // No read completes on its caller's thread.
        rig.Platform.Fail(nameof(StoragePlatform.TryReadAt), StorageErrorCode.WouldBlock);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Rig.OnThread(async () =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 100; i++)
            {
                var record = (random.Next(Records / 8) * 8) + worker;
                var written = new byte[Size];
                random.NextBytes(written);
                await rig.Call(() => file.WriteAt(written, record * Size), () => file.WriteAtAsync(written, record * Size));
                var read = new byte[Size];
                var over = random.Next(2) * (Records * Size);
                (await rig.Call(() => file.ReadAt(read, (record * Size) + over), () => file.ReadAtAsync(read, (record * Size) + over)))
                    .ShouldBe(over == 0 ? Size : 0);
                read.ShouldBe(over == 0 ? written : new byte[Size]);
            }
        }))).WaitAsync(Rig.Deadline);
    }
}
