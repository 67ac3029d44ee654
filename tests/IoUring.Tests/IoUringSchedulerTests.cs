using Mapwright.Ringed;
using Mapwright.Testing;
using Mapwright.Tests.Scheduling;

namespace Mapwright.IoUring.Tests;

public class IoUringSchedulerTests
{
    private const int Attempts = 10_000;

    [Theory, InlineData(true), InlineData(false)]
    public void The_scheduler_contract_is_kept(bool useRing) => SchedulerContract.Verify(() => new IoUringScheduler(new() { UseRing = useRing, MaximumThreads = 2 }));

    [Fact]
    public async Task The_backend_says_what_runs_and_why()
    {
        await using var scheduler = Rings.Require(new() { MaximumInFlight = 12 });
        scheduler.ActiveBackend.Reason.ShouldStartWith("io_uring with ");
        scheduler.ActiveBackend.Reason.ShouldEndWith("; 12 in flight");

        await using var threads = new IoUringScheduler(new() { UseRing = false });
        threads.ActiveBackend.ShouldBe(new IoUringBackend(IoUringBackendKind.Threads, "the options ask for none"));
    }

    [Theory, InlineData(0), InlineData(16385), InlineData(-1)]
    public void A_number_in_flight_that_no_ring_has_is_refused(int maximum) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new IoUringScheduler(new() { MaximumInFlight = maximum }));

    [Fact]
    public async Task A_read_past_the_cache_is_completed_by_the_thread_that_owns_the_ring()
    {
        await using var scheduler = Rings.Require(new() { Name = "rings", Continuations = ContinuationPolicy.Inline });
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), blocks: 4);
        var memory = AlignedMemory.Allocate(DirectFile.Block);

        await ShouldContinueOnAsync("rings", () => DiscardAsync(direct.File.ReadAtAsync(memory, 2 * DirectFile.Block)));

        memory.ToArray().ShouldBe(DirectFile.Content(4)[(2 * DirectFile.Block)..(3 * DirectFile.Block)]);
    }

    [Fact]
    public async Task A_write_past_the_cache_is_completed_by_the_thread_that_owns_the_ring()
    {
        await using var scheduler = Rings.Require(new() { Name = "rings", Continuations = ContinuationPolicy.Inline });
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), blocks: 4);
        var memory = AlignedMemory.Allocate(DirectFile.Block);
        DirectFile.Fill(memory.Span, 77);

        await ShouldContinueOnAsync("rings", () => direct.File.WriteAtAsync(memory, DirectFile.Block));
        await ShouldContinueOnAsync("rings", () => direct.File.WriteDurableAtAsync(memory, 4 * DirectFile.Block));

        var expected = DirectFile.Content(5);
        DirectFile.Fill(expected.AsSpan(DirectFile.Block, DirectFile.Block), 77);
        DirectFile.Fill(expected.AsSpan(4 * DirectFile.Block), 77);
        direct.Read().ShouldBe(expected);
    }

    [Fact]
    public async Task A_batch_past_the_cache_is_completed_by_the_thread_that_owns_the_ring()
    {
        await using var scheduler = Rings.Require(new() { Name = "rings", Continuations = ContinuationPolicy.Inline });
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), blocks: 4);
        var memory = AlignedMemory.Allocate(DirectFile.Block);
        FileRead[] reads = [new(memory, DirectFile.Block)];
        FileWrite[] writes = [new(memory, 3 * DirectFile.Block)];

        await ShouldContinueOnAsync("rings", () => direct.File.ReadManyAsync(reads, new int[1]));
        await ShouldContinueOnAsync("rings", () => direct.File.WriteManyAsync(writes));

        direct.Read()[(3 * DirectFile.Block)..].ShouldBe(DirectFile.Content(4)[DirectFile.Block..(2 * DirectFile.Block)]);
    }

    [Fact]
    public async Task Offsets_beyond_32_bits_are_the_kernel_s_too()
    {
        const long Far = (5L << 30) + DirectFile.Block;
        await using var scheduler = Rings.Require(new());
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), blocks: 2);
        var memory = AlignedMemory.Allocate(DirectFile.Block);
        DirectFile.Fill(memory.Span, 77);

        await direct.File.WriteAtAsync(memory, Far);
        memory.Span.Clear();

        (await direct.File.ReadAtAsync(memory, Far)).ShouldBe(DirectFile.Block);
        DirectFile.IsFilled(memory, 77).ShouldBeTrue();
        direct.File.GetMetadata().Length.ShouldBe(Far + DirectFile.Block);
        await direct.File.ReadAtAsync(memory, Far - (1L << 32));
        DirectFile.IsFilled(memory, 0).ShouldBeTrue();
    }

    [Fact]
    public async Task The_code_after_an_await_is_kept_off_the_owner_unless_asked_for()
    {
        await using var scheduler = Rings.Require(new() { Name = "rings" });
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), blocks: 1);
        var memory = AlignedMemory.Allocate(DirectFile.Block);

        for (var i = 0; i < 100; i++)
        {
            (await AfterAsync(DiscardAsync(direct.File.ReadAtAsync(memory, 0)), () => Thread.CurrentThread.Name)).ShouldNotBe("rings");
        }
    }

    [Fact]
    public async Task A_blocking_wait_throws_on_the_owner_instead_of_waiting_for_itself()
    {
        await using var scheduler = Rings.Require(new() { Name = "rings", Continuations = ContinuationPolicy.Inline });
        var fileSystem = new Ringed.FileSystem(StoragePlatform.Current, scheduler);
        await using var direct = new DirectFile(fileSystem, blocks: 1);
        await using var first = fileSystem.OpenLock(direct.File.Path);
        await using var second = fileSystem.OpenLock(direct.File.Path);
        var memory = AlignedMemory.Allocate(DirectFile.Block);
        using var held = first.LockExclusive();

        var error = default(InvalidOperationException);
        for (var i = 0; error is null && i < Attempts; i++)
        {
            error = await AfterAsync(DiscardAsync(direct.File.ReadAtAsync(memory, 0)), () =>
                Thread.CurrentThread.Name == "rings" ? Should.Throw<InvalidOperationException>(() => second.LockExclusive()) : null);
        }

        error.ShouldNotBeNull().Message.ShouldContain("owns a ring");
    }

    /// <summary>An operation that is over before it is awaited goes on where it was called: tries until one is not.</summary>
    private static async Task ShouldContinueOnAsync(string thread, Func<ValueTask> start)
    {
        string? name = null;
        for (var i = 0; name != thread && i < Attempts; i++)
        {
            name = await AfterAsync(start(), () => Thread.CurrentThread.Name);
        }

        name.ShouldBe(thread);
    }

    private static async Task<T> AfterAsync<T>(ValueTask operation, Func<T> body)
    {
        await operation.ConfigureAwait(false);
        return body();
    }

    private static async ValueTask DiscardAsync(ValueTask<int> read) => (await read.ConfigureAwait(false)).ShouldBe(DirectFile.Block);
}
