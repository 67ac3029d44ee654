using System.Collections.Concurrent;
using System.Diagnostics;
using Mapwright.Ringed;
using Mapwright.Tests.Listening;
using Mapwright.Tests.Scheduling;

namespace Mapwright.IoUring.Tests;

/// <summary>What is told of the operations that the ring completes, and of those that it leaves to threads.</summary>
[Collection(Alone.Name)]
public class TelemetryTests
{
    private const int Block = DirectFile.Block;

    [Fact]
    public async Task What_the_ring_completes_is_counted_with_bytes_and_duration_and_waits_for_no_thread()
    {
        await using var scheduler = Rings.Require();
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), blocks: 2);
        var memory = AlignedMemory.Allocate(Block);
        using var heard = new Heard();

        await direct.File.WriteAtAsync(memory, 0).AsTask().InTime();
        await direct.File.ReadAtAsync(memory, Block).AsTask().InTime();

        heard.Of("mapwright.operations").ShouldBe([("WriteAt", 1), ("ReadAt", 1)]);
        heard.Of("mapwright.bytes").ShouldBe([("WriteAt", Block), ("ReadAt", Block)]);
        heard.Of("mapwright.operation.duration").Select(note => note.Tag).ShouldBe(["WriteAt", "ReadAt"]);
        heard.Of("mapwright.operation.duration").ShouldAllBe(note => note.Value > 0);
        heard.Of("mapwright.queue.depth").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_ring_leaves_to_threads_is_in_the_queue_under_its_name()
    {
        await using var scheduler = Rings.Require();
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), blocks: 2);
        using var heard = new Heard();

        await direct.File.SetLengthAsync(Block).AsTask().InTime();

        heard.Of("mapwright.queue.depth").ShouldBe([(nameof(IoUringScheduler), 1), (nameof(IoUringScheduler), -1)]);
        heard.Of("mapwright.queue.time").Select(note => note.Tag).ShouldBe([nameof(IoUringScheduler)]);
    }

    [Fact]
    public async Task What_fails_in_the_ring_is_counted_with_its_code()
    {
        await using var scheduler = Rings.Require();
        await using var pipe = new Pipe(scheduler);
        pipe.EndReading();
        using var heard = new Heard();

        var failed = await Should.ThrowAsync<StorageException>(() => pipe.Writer.WriteAtAsync(new byte[1], 0).AsTask().InTime());

        heard.Of("mapwright.operations").ShouldBe([("WriteAt", 1)]);
        heard.Errors.ShouldContain($"{failed.Code}");
    }

    [Fact]
    public async Task What_the_ring_completes_is_an_activity_of_the_one_that_the_caller_was_in()
    {
        await using var scheduler = Rings.Require();
        await using var pipe = new Pipe(scheduler);
        var ended = new ConcurrentQueue<Activity>();
        using var listener = ActivityLog.Follow(ended);
        var caller = new Activity("caller").Start();

        var reading = pipe.Reader.ReadAtAsync(new byte[3], 0).AsTask();
        Activity.Current = null;
        pipe.Put([1, 2, 3]);
        await reading.InTime();

        Activity.Current.ShouldBeNull();
        ended.Select(activity => (activity.OperationName, activity.ParentSpanId, activity.GetTagItem("bytes"))).ShouldBe([("ReadAt", caller.SpanId, 3L)]);
        caller.Dispose();
    }
}
