using System.Collections.Concurrent;
using System.Diagnostics;
using Mapwright.Core.Tests.Fakes;
using Mapwright.Tests.Listening;
using Mapwright.Tests.Scheduling;

namespace Mapwright.Core.Tests;

[Collection(Alone.Name)]
public sealed partial class TelemetryTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ManualScheduler _scheduler = new();
    private readonly TestFileSystem _files;
    private readonly StorageFileBase _file;

    public TelemetryTests()
    {
        _files = new TestFileSystem(scheduler: _scheduler);
        _file = _files.OpenWrite(_folder.File("file", new byte[1000]));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void While_nobody_listens_ten_thousand_operations_allocate_nothing()
    {
        var buffer = new byte[100];
        Use(10_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Use(10_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Use(int count)
        {
            for (var i = 0; i < count; i++)
            {
                _file.ReadAt(buffer, i % 900);
                _file.WriteAt(buffer, i % 900);
                Complete(_file.ReadAtAsync(buffer, i % 900));
            }
        }
    }

    [Fact]
    public void Operations_are_counted_with_their_bytes_and_durations_in_both_forms()
    {
        using var heard = new Heard();
        _file.WriteAt(new byte[300], 0);
        _file.ReadAt(new byte[2000], 0);
        var pending = _file.WriteAtAsync(new byte[200], 0, Token);
        _scheduler.RunAll();
        pending.IsCompletedSuccessfully.ShouldBeTrue();

        heard.Of("mapwright.operations").ShouldBe([("WriteAt", 1), ("ReadAt", 1), ("WriteAt", 1)]);
        heard.Of("mapwright.bytes").ShouldBe([("WriteAt", 300), ("ReadAt", 1000), ("WriteAt", 200)]);
        heard.Of("mapwright.operation.duration").Select(note => note.Tag).ShouldBe(["WriteAt", "ReadAt", "WriteAt"]);
        heard.Of("mapwright.operation.duration").ShouldAllBe(note => note.Value > 0);
    }

    [Fact]
    public void A_read_from_the_cache_avoids_a_hop_and_is_counted()
    {
        using var heard = new Heard();
        Complete(_file.ReadAtAsync(new byte[100], 0, Token));
        heard.Of("mapwright.hops.avoided").ShouldBe([("ReadAt", 1)]);
        heard.Of("mapwright.bytes").ShouldBe([("ReadAt", 100)]);
        heard.Of("mapwright.queue.depth").ShouldBeEmpty();
    }

    [Fact]
    public void A_hop_is_in_the_queue_until_the_scheduler_comes_to_it()
    {
        using var heard = new Heard();
        using var cancellation = new CancellationTokenSource();
        var first = _file.WriteAtAsync(new byte[1], 0, Token);
        var second = _file.WriteAtAsync(new byte[1], 0, cancellation.Token);
        cancellation.Cancel();
        heard.Of("mapwright.queue.depth").ShouldBe([("ManualScheduler", 1), ("ManualScheduler", 1)]);
        _scheduler.RunAll();
        heard.Of("mapwright.queue.depth").Sum(note => note.Value).ShouldBe(0);
        heard.Of("mapwright.queue.time").Count().ShouldBe(2);
        first.IsCompletedSuccessfully.ShouldBeTrue();
        second.IsCanceled.ShouldBeTrue();
    }

    [Fact]
    public void What_a_stopped_scheduler_refuses_is_not_left_in_the_queue()
    {
        using var heard = new Heard();
        _scheduler.Stop();
        var refused = _file.WriteAtAsync(new byte[1], 0, Token);
        refused.IsFaulted.ShouldBeTrue();
        heard.Of("mapwright.queue.depth").Sum(note => note.Value).ShouldBe(0);
    }

    [Fact]
    public void A_failure_is_counted_with_its_code()
    {
        var platform = new FaultingPlatform();
        using var file = new TestFileSystem(platform, _scheduler).OpenWrite(_folder.File("faulty"));
        using var heard = new Heard();
        platform.Fail(nameof(StoragePlatform.WriteAt), ForwardingPlatform.DeviceError);
        Should.Throw<StorageException>(() => file.WriteAt(new byte[1], 0));
        heard.Errors.ShouldContain("DeviceError");
    }

    [Fact]
    public void A_call_is_an_activity_of_the_one_that_the_caller_was_in_also_after_a_hop()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = ActivityLog.Follow(ended);
        using var caller = new Activity("caller").Start();
        _file.ReadAt(new byte[10], 0);
        var pending = _file.WriteAtAsync(new byte[20], 0, Token);
        Activity.Current = null;
        _scheduler.RunAll();
        pending.IsCompletedSuccessfully.ShouldBeTrue();

        Activity.Current.ShouldBeNull();
        ended.Select(activity => (activity.OperationName, activity.ParentSpanId, activity.GetTagItem("bytes")))
            .ShouldBe([("ReadAt", caller.SpanId, 10L), ("WriteAt", caller.SpanId, 20L)]);
        ended.ShouldAllBe(activity => activity.Duration > TimeSpan.Zero && (string)activity.GetTagItem("file.path")! == _file.Path);
    }

    [Fact]
    public async Task What_an_opening_does_after_the_wait_for_its_lock_is_an_activity_of_the_same_caller()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = ActivityLog.Follow(ended);
        using var holder = _files.OpenLock(_file.Path);
        var held = holder.LockExclusive(Token);
        using var caller = new Activity("caller").Start();
        var options = new MapOptions { Lock = LockMode.Exclusive, LockTimeout = Timeout.InfiniteTimeSpan, Truncate = true };
        var pending = _files.OpenMutableMappedAsync(_file.Path, options, Token);
        Activity.Current = null;
        _scheduler.RunAll();
        ended.Clear();
        held.Dispose();
        while (_scheduler.Count == 0)
        {
            await Task.Yield();
        }

        _scheduler.RunAll();
        using var map = await pending;
        Activity.Current.ShouldBeNull();
        ended.Where(activity => activity.OperationName == nameof(_files.OpenMutableMapped)).ShouldNotBeEmpty();
        ended.Where(activity => activity.OperationName == nameof(_files.OpenMutableMapped)).ShouldAllBe(activity => activity.ParentSpanId == caller.SpanId);
    }

    /// <summary>The operation ended on this thread.</summary>
    private static void Complete(ValueTask<int> operation)
    {
        if (!operation.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("The operation did not complete at once.");
        }

        _ = operation.Result;
    }
}
