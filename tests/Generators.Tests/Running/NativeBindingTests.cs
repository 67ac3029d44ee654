using System.Security.Cryptography;

namespace Mapwright.Generators.Tests.Running;

/// <summary>An adapter that completes primitives natively: what it is offered, what it may answer, and that nothing is lost either way.</summary>
public sealed partial class NativeBindingTests : IDisposable
{
    private const string Adapter = """
        using Mapwright;
        using Mapwright.Generators.Tests.Running;

        namespace Acme.Ring;

        [SchedulerAdapter]
        public sealed partial class RingScheduler(FakeDriver driver) : IScheduler, INativeCanceller
        {
            public void Schedule(IWorkItem item) => driver.Hop(item);
            public void Cancel(IWorkItem item) => driver.Cancel(item);
            [Completes(StoragePrimitive.ReadAt)] public bool TryStart(ReadAtRequest request) => driver.TryStart(request);
            [Completes(StoragePrimitive.WriteAt)] internal bool TryStart(WriteAtRequest request) => driver.TryStart(request);
        }

        public static class Ring
        {
            public static FileSystemBase Open(FakeDriver driver) => new FileSystem(StoragePlatform.Current, new RingScheduler(driver));
        }
        """;

    private const int NoSpace = 28;

    private static readonly Loaded s_loaded = new(Adapter);

    private readonly byte[] _content = RandomNumberGenerator.GetBytes(200_000);
    private readonly TemporaryFile _temporary;
    private readonly FakeDriver _driver = new();
    private readonly StorageFileBase _file;

    public NativeBindingTests()
    {
        _temporary = new TemporaryFile(_content);
        _file = ((FileSystemBase)s_loaded.Call("Acme.Ring.Ring", "Open", _driver)!).OpenWrite(_temporary.Path);
    }

    [Fact]
    public async Task A_write_is_completed_by_the_driver_without_a_hop()
    {
        _driver.OnStarted = request => request.Write();

        await _file.WriteAtAsync(new byte[] { 1, 2, 3 }, 7, TestContext.Current.CancellationToken);

        File.ReadAllBytes(_temporary.Path)[7..10].ShouldBe([1, 2, 3]);
        (_driver.Taken.Count, _driver.Hops).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_read_that_has_no_fast_answer_is_completed_by_the_driver()
    {
        _driver.OnStarted = request => request.Read();
        var buffer = new byte[_content.Length];

        (await _file.ReadAtAsync(buffer, 0, TestContext.Current.CancellationToken)).ShouldBe(_content.Length);

        buffer.ShouldBe(_content);
        (_driver.Taken.Count, _driver.Hops).ShouldBe((1, 0));
    }

    [Fact]
    public async Task An_operation_that_returns_nothing_binds_to_the_same_primitive()
    {
        _driver.OnStarted = request => request.Read();
        var buffer = new byte[_content.Length];

        await _file.ReadExactlyAtAsync(buffer, 0, TestContext.Current.CancellationToken);

        buffer.ShouldBe(_content);
        _driver.Taken.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Both_colours_end_in_the_same_place()
    {
        _driver.OnStarted = request => request.Read();
        var buffer = new byte[_content.Length];

        await Should.ThrowAsync<EndOfStreamException>(async () => await _file.ReadExactlyAtAsync(buffer, 1, TestContext.Current.CancellationToken));
        Should.Throw<EndOfStreamException>(() => _file.ReadExactlyAt(buffer, 1));
    }

    [Fact]
    public async Task What_the_driver_declines_hops()
    {
        _driver.Accept = () => false;

        await _file.WriteAtAsync(new byte[] { 1, 2, 3 }, 7, TestContext.Current.CancellationToken);

        File.ReadAllBytes(_temporary.Path)[7..10].ShouldBe([1, 2, 3]);
        (_driver.Offered, _driver.Taken.Count, _driver.Hops).ShouldBe((1, 0, 1));
    }

    [Fact]
    public async Task A_primitive_that_the_adapter_does_not_complete_hops()
    {
        await _file.WriteDurableAtAsync(new byte[] { 1, 2, 3 }, 7, TestContext.Current.CancellationToken);
        (_driver.Offered, _driver.Hops).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_batch_of_primitives_hops_unless_the_adapter_completes_batches()
    {
        await _file.WriteManyAsync(new FileWrite[] { new(new byte[] { 1, 2, 3 }, 7) }, TestContext.Current.CancellationToken);
        (_driver.Offered, _driver.Hops).ShouldBe((0, 1));
    }

    [Fact]
    public void A_wrong_argument_is_thrown_on_the_caller_and_not_offered()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => { _ = _file.WriteAtAsync(new byte[1], -1, TestContext.Current.CancellationToken).AsTask(); });
        _driver.Offered.ShouldBe(0);
    }

    [Fact]
    public void A_closed_file_is_thrown_on_the_caller_and_not_offered()
    {
        _file.Dispose();
        Should.Throw<ObjectDisposedException>(() => { _ = _file.WriteAtAsync(new byte[1], 0, TestContext.Current.CancellationToken).AsTask(); });
        _driver.Offered.ShouldBe(0);
    }

    [Fact]
    public async Task A_read_only_file_refuses_before_the_driver_is_asked()
    {
        await using var file = ((FileSystemBase)s_loaded.Call("Acme.Ring.Ring", "Open", _driver)!).OpenRead(_temporary.Path);
        await Should.ThrowAsync<UnauthorizedAccessException>(async () => await file.WriteAtAsync(new byte[1], 0, TestContext.Current.CancellationToken));
        _driver.Offered.ShouldBe(0);
    }

    [Fact]
    public async Task The_driver_gets_the_callers_own_bytes_pinned_and_the_real_handle()
    {
        var buffer = new byte[] { 9, 8, 7 };
        var write = _file.WriteAtAsync(buffer.AsMemory(1), 5, TestContext.Current.CancellationToken);

        var request = _driver.Taken.Single();
        request.IsOver(buffer.AsSpan(1)).ShouldBeTrue();
        (request.Length, request.Offset).ShouldBe((2, 5L));
        RandomAccess.GetLength(request.Handle).ShouldBe(_content.Length);
        request.Complete(2);
        await write;
    }

    [Fact]
    public async Task An_error_of_the_driver_is_the_error_of_the_operation()
    {
        _driver.OnStarted = request => request.Fail(NoSpace);
        var thrown = await Should.ThrowAsync<StorageException>(async () => await _file.WriteAtAsync(new byte[1], 0, TestContext.Current.CancellationToken));
        thrown.Code.ShouldBe(StorageErrorCode.NoSpace);
    }

    [Fact]
    public async Task An_exception_of_an_offer_reaches_the_caller_and_lets_the_file_go()
    {
        _driver.Accept = () => throw new InvalidOperationException("The ring is broken.");

        (await Should.ThrowAsync<InvalidOperationException>(async () => await _file.WriteAtAsync(new byte[1], 0, TestContext.Current.CancellationToken)))
            .Message.ShouldBe("The ring is broken.");

        await ShouldClose();
    }

    [Fact]
    public async Task A_request_that_the_driver_gives_up_reaches_the_caller_and_lets_the_file_go()
    {
        _driver.OnStarted = request => request.Abandon(new InvalidOperationException("The ring is gone."));

        (await Should.ThrowAsync<InvalidOperationException>(async () => await _file.WriteAtAsync(new byte[1], 0, TestContext.Current.CancellationToken)))
            .Message.ShouldBe("The ring is gone.");

        await ShouldClose();
    }

    [Fact]
    public async Task The_handle_outlives_a_dispose_until_the_driver_is_done()
    {
        var write = _file.WriteAtAsync(new byte[] { 5 }, 0, TestContext.Current.CancellationToken);
        var request = _driver.Taken.Single();

        var disposed = _file.DisposeAsync().AsTask();
        disposed.IsCompleted.ShouldBeFalse();
        request.Handle.IsClosed.ShouldBeFalse();
        request.Write();

        await write;
        await disposed;
        request.Handle.IsClosed.ShouldBeTrue();
        File.ReadAllBytes(_temporary.Path)[0].ShouldBe((byte)5);
    }

    [Fact]
    public async Task Requests_are_used_again_and_again()
    {
        var random = new Random(1);
        _driver.OnStarted = request => ThreadPool.QueueUserWorkItem(_ => request.Write());
        for (var i = 0; i < 2000; i++)
        {
            var accept = random.Next(3) > 0;
            _driver.Accept = () => accept;
            _content[i] = (byte)random.Next();
            await _file.WriteAtAsync(_content.AsMemory(i, 1), i, TestContext.Current.CancellationToken);
        }

        File.ReadAllBytes(_temporary.Path).ShouldBe(_content);
        (_driver.Taken.Count + _driver.Hops).ShouldBe(2000);
        _driver.Taken.Select(request => request.Item).Distinct(ReferenceEqualityComparer.Instance).Count().ShouldBeLessThan(200);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _temporary.Dispose();
    }

    /// <summary>A file that somebody still holds would wait here for ever.</summary>
    private async Task ShouldClose() => await _file.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}
