using Mapwright.Testing.Deterministic;

namespace Mapwright.Testing.Tests;

public sealed class DeterministicSchedulerTests : IDisposable
{
    private readonly SimulatedPlatform _platform = new(seed: 1);
    private readonly DeterministicScheduler _scheduler = new(seed: 1);

    private FileSystem Files => new(_platform, _scheduler) { TimeProvider = _scheduler.Time };

    public void Dispose() => _scheduler.Dispose();

    [Fact]
    public void Nothing_runs_until_it_is_told_to()
    {
        _platform.AddFile("/a", []);
        using var file = Files.OpenWrite("/a");
        var write = file.WriteAtAsync(new byte[] { 1 }, 0, TestContext.Current.CancellationToken);
        write.IsCompleted.ShouldBeFalse();
        _scheduler.QueuedCount.ShouldBe(1);
        _platform.ReadLive("/a").ShouldBeEmpty();

        _scheduler.RunOne().ShouldBeTrue();
        write.IsCompletedSuccessfully.ShouldBeTrue();
        _platform.ReadLive("/a").ShouldBe([1]);
        _scheduler.RunOne().ShouldBeFalse();
    }

    [Fact]
    public void The_seed_decides_the_order()
    {
        Order(seed: 3).ShouldBe(Order(seed: 3));
        Enumerable.Range(0, 300).Select(seed => string.Concat(Order(seed))).Distinct().Count().ShouldBe(24, "four items have 24 orders");

        static List<int> Order(int seed)
        {
            var scheduler = new DeterministicScheduler(seed);
            var order = new List<int>();
            for (var i = 0; i < 4; i++)
            {
                var number = i;
                scheduler.Schedule(new Item(() => order.Add(number)));
            }

            scheduler.RunAll().ShouldBe(4);
            return order;
        }
    }

    [Fact]
    public void What_an_item_queues_is_run_too()
    {
        var ran = 0;
        _scheduler.Schedule(new Item(() => _scheduler.Schedule(new Item(() => ran++))));
        _scheduler.RunAll().ShouldBe(2);
        ran.ShouldBe(1);
    }

    [Fact]
    public void A_whole_test_runs_on_one_thread()
    {
        var thread = Environment.CurrentManagedThreadId;
        var threads = new HashSet<int>();
        _platform.OnPrimitive = _ => threads.Add(Environment.CurrentManagedThreadId);
        _scheduler.Run(async () =>
        {
            using var file = await Files.OpenWriteAsync("/a");
            await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
            {
                await file.WriteAtAsync(new[] { (byte)i }, i);
                threads.Add(Environment.CurrentManagedThreadId);
            }));
            await file.FlushDataAsync();
        });

        threads.ShouldBe([thread]);
        _platform.ReadLive("/a").ShouldBe([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        _platform.OpenFiles.ShouldBe(0);
    }

    [Fact]
    public void Seeds_find_both_outcomes_of_a_race()
    {
        var outcomes = new HashSet<int>();
        for (var seed = 0; seed < 20; seed++)
        {
            var platform = new SimulatedPlatform(seed);
            var scheduler = new DeterministicScheduler(seed);
            scheduler.Run(async () =>
            {
                using var file = await new FileSystem(platform, scheduler).OpenWriteAsync("/a");
                await Task.WhenAll(file.WriteAtAsync(new byte[] { 1 }, 0).AsTask(), file.WriteAtAsync(new byte[] { 2 }, 0).AsTask());
            });
            outcomes.Add(platform.ReadLive("/a")[0]);
        }

        outcomes.ShouldBe([1, 2], ignoreOrder: true);
    }

    [Fact]
    public void A_failure_reaches_the_awaiting_code()
    {
        _platform.AddFile("/a", [1]);
        _platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushData, Error = SimulatedError.DeviceError });
        Should.Throw<StorageException>(() => _scheduler.Run(async () =>
        {
            using var file = await Files.OpenWriteAsync("/a");
            await file.FlushDataAsync();
        })).Code.ShouldBe(StorageErrorCode.DeviceError);
    }

    [Fact]
    public void Waiting_for_a_lock_takes_virtual_time_only()
    {
        var outcome = _scheduler.Run(async () =>
        {
            using var held = await Files.OpenWriteAsync("/a");
            using var guard = await held.LockExclusiveAsync();
            using var asking = await Files.OpenWriteAsync("/a");
            return await Should.ThrowAsync<TimeoutException>(async () => await asking.LockExclusiveAsync(TimeSpan.FromHours(1)));
        });

        outcome.ShouldNotBeNull();
        _scheduler.Time.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromHours(1));
        _platform.HeldLocks.ShouldBe(0);
    }

    [Fact]
    public void A_cancelled_operation_comes_back_to_the_thread_of_the_test()
    {
        _platform.AddFile("/a", []);
        var thread = Environment.CurrentManagedThreadId;
        _scheduler.Run(async () =>
        {
            using var file = Files.OpenWrite("/a");
            using var cancellation = new CancellationTokenSource();
            var write = file.WriteAtAsync(new byte[] { 1 }, 0, cancellation.Token);
            cancellation.Cancel();
            await Should.ThrowAsync<OperationCanceledException>(async () => await write);
            Environment.CurrentManagedThreadId.ShouldBe(thread);
        });
        _scheduler.RunAll();
        _platform.ReadLive("/a").ShouldBeEmpty();
    }

    [Fact]
    public void A_body_that_nothing_can_complete_is_found_out()
    {
        var scheduler = new DeterministicScheduler { Patience = TimeSpan.FromMilliseconds(1) };
        var never = new TaskCompletionSource();
        Should.Throw<InvalidOperationException>(() => scheduler.Run(() => never.Task)).Message.ShouldContain("wake-up was lost");
        never.SetResult();
    }

    [Fact]
    public void A_body_may_wait_for_another_thread()
    {
        var other = _scheduler.Run(async () => await Task.Run(() => Environment.CurrentManagedThreadId));
        other.ShouldNotBe(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public void After_shutdown_queued_operations_fail_and_new_ones_are_refused()
    {
        _platform.AddFile("/a", []);
        using var file = Files.OpenWrite("/a");
        var queued = file.WriteAtAsync(new byte[] { 1 }, 0, TestContext.Current.CancellationToken);
        _scheduler.Dispose();
        queued.IsFaulted.ShouldBeTrue();
        Should.Throw<ObjectDisposedException>(() => queued.GetAwaiter().GetResult());
        Should.Throw<ObjectDisposedException>(() => _scheduler.Schedule(new Item(() => { })));
        _platform.ReadLive("/a").ShouldBeEmpty();
    }

    private sealed class Item(Action body) : IWorkItem
    {
        public IWorkItem? Next { get; set; }

        public void Execute() => body();

        public void Fail(Exception exception) => throw exception;
    }
}
