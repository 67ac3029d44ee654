using System.Runtime.CompilerServices;

namespace Mapwright.Generators.Tests.Running;

/// <summary>An adapter that completes batches: when one is over, with what outcome, and what is kept until then.</summary>
public sealed class BatchBindingTests : IDisposable
{
    private const string Adapter = """
        using Mapwright;
        using Mapwright.Generators.Tests.Running;

        namespace Acme.Batches;

        [SchedulerAdapter]
        public sealed partial class RingScheduler(FakeDriver driver) : IScheduler, INativeCanceller
        {
            public void Schedule(IWorkItem item) => driver.Hop(item);
            public void Cancel(IWorkItem item) => driver.Cancel(item);
            [Completes(StoragePrimitive.ReadMany)] public bool TryStart(ReadManyRequest request) => driver.TryStart(request.Transfers);
            [Completes(StoragePrimitive.WriteMany)] public bool TryStart(WriteManyRequest request) => driver.TryStart(request.Transfers);
        }

        public static class Ring
        {
            public static FileSystemBase Open(FakeDriver driver) => new FileSystem(StoragePlatform.Current, new RingScheduler(driver));
        }
        """;

    /// <summary>More than is read on the caller's thread, cached or not.</summary>
    private const int Large = 200_000;

    private const int DeviceError = 5;
    private const int NoSpace = 28;
    private const int Cancelled = 125;

    private static readonly Loaded s_loaded = new(Adapter);

    private readonly TemporaryFile _temporary = new(new byte[100]);
    private readonly FakeDriver _driver = new();
    private readonly StorageFileBase _file;

    public BatchBindingTests() => _file = Open(Durability.None);

    private FakeDriver.Started[] Parts => [.. _driver.Taken];

    [Fact]
    public async Task Each_member_is_a_request_of_its_own_and_the_last_ends_the_batch()
    {
        var writing = WriteAsync(3);
        Parts.Select(part => (part.Length, part.Offset)).ShouldBe([(1, 0L), (1, 10L), (1, 20L)]);

        Parts[2].Write();
        Parts[0].Write();
        writing.IsCompleted.ShouldBeFalse();
        Parts[1].Write();

        await writing;
        File.ReadAllBytes(_temporary.Path).Where((_, i) => i is 0 or 10 or 20).ShouldBe([1, 2, 3]);
        (_driver.Offered, _driver.Hops).ShouldBe((1, 0));
    }

    [Fact]
    public async Task What_transfers_nothing_is_not_offered()
    {
        FileWrite[] writes = [new(default, 5), new(new byte[] { 1 }, 10), new(default, 7)];
        var writing = _file.WriteManyAsync(writes, TestContext.Current.CancellationToken);
        Parts.Single().Write();
        await writing;

        await _file.WriteManyAsync(new FileWrite[] { new(default, 5) }, TestContext.Current.CancellationToken);
        (_driver.Taken.Count, _driver.Hops).ShouldBe((1, 1));
    }

    [Fact]
    public async Task What_the_driver_declines_hops_as_a_whole()
    {
        _driver.Accept = () => false;
        await WriteAsync(3);
        (_driver.Taken.Count, _driver.Hops).ShouldBe((0, 1));
        File.ReadAllBytes(_temporary.Path).Count(value => value != 0).ShouldBe(3);
    }

    [Fact]
    public async Task Of_several_failures_the_first_of_the_batch_is_reported()
    {
        var writing = WriteAsync(4);
        Parts[3].Fail(NoSpace);
        Parts[2].Fail(DeviceError);
        Parts[0].Write();
        Parts[1].Fail(NoSpace);

        var error = await Should.ThrowAsync<StorageException>(() => writing);
        (error.Offset, error.Code).ShouldBe((10, StorageErrorCode.NoSpace));
        await ShouldClose();
    }

    [Fact]
    public async Task A_failure_says_more_than_that_the_others_were_cancelled()
    {
        using var source = new CancellationTokenSource();
        var writing = WriteAsync(3, source.Token);
        await source.CancelAsync();
        Parts[0].Fail(Cancelled);
        Parts[1].Fail(NoSpace);
        Parts[2].Fail(Cancelled);

        (await Should.ThrowAsync<StorageException>(() => writing)).Code.ShouldBe(StorageErrorCode.NoSpace);
    }

    [Fact]
    public async Task A_token_that_fires_asks_the_driver_and_every_answer_is_awaited()
    {
        using var source = new CancellationTokenSource();
        var writing = WriteAsync(3, source.Token);

        await source.CancelAsync();
        _driver.Cancelled.Count.ShouldBe(1);
        Parts.ShouldAllBe(part => ((INativeRequest)part.Item).IsCancellationRequested);
        Parts[0].Fail(Cancelled);
        Parts[1].Write();
        writing.IsCompleted.ShouldBeFalse("the kernel may still touch a buffer");
        Parts[2].Fail(Cancelled);

        (await Should.ThrowAsync<OperationCanceledException>(() => writing)).CancellationToken.ShouldBe(source.Token);
        await ShouldClose();
    }

    [Fact]
    public async Task Success_of_all_wins_over_a_token_that_fired()
    {
        using var source = new CancellationTokenSource();
        var writing = WriteAsync(2, source.Token);

        await source.CancelAsync();
        Array.ForEach(Parts, part => part.Write());

        await writing;
    }

    [Fact]
    public async Task The_handle_outlives_a_dispose_until_the_last_member_is_done()
    {
        var writing = WriteAsync(2);
        var handle = Parts[0].Handle;

        var disposed = _file.DisposeAsync().AsTask();
        Parts[0].Write();
        (disposed.IsCompleted, handle.IsClosed).ShouldBe((false, false));
        Parts[1].Write();

        await writing;
        await disposed;
        handle.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_driver_that_gives_up_one_member_is_the_outcome_when_all_have_ended()
    {
        var writing = WriteAsync(3);
        Parts[0].Fail(NoSpace);
        Parts[1].Abandon(new InvalidOperationException("The ring is gone."));
        writing.IsCompleted.ShouldBeFalse();
        Parts[2].Write();

        (await Should.ThrowAsync<InvalidOperationException>(() => writing)).Message.ShouldBe("The ring is gone.");
        await ShouldClose();
    }

    [Fact]
    public async Task A_failed_durable_write_poisons_the_file_whatever_else_went_wrong()
    {
        await using var file = Open(Durability.Data);
        var writing = WriteAsync(file, 3, default);
        Parts[0].Abandon(new InvalidOperationException("The ring is gone."));
        Parts[1].Fail(NoSpace);
        Parts[2].Fail(DeviceError);
        await Should.ThrowAsync<InvalidOperationException>(() => writing);
        _driver.Accept = () => false;

        (await Should.ThrowAsync<StorageException>(() => WriteAsync(file, 1, default))).Code.ShouldBe(StorageErrorCode.Poisoned);
    }

    /// <summary>The kernel may write to an orphan at any time; what ended in order is free.</summary>
    [Fact]
    public async Task The_buffers_of_orphans_are_kept_and_no_others()
    {
        var (orphan, ended, reading) = ReadTwo();
        await Should.ThrowAsync<InvalidOperationException>(() => reading);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        orphan.IsAlive.ShouldBeTrue();
        ended.IsAlive.ShouldBeFalse();
        await ShouldClose();
    }

    [Fact]
    public async Task An_exception_of_an_offer_reaches_the_caller_and_lets_everything_go()
    {
        _driver.Accept = () => throw new InvalidOperationException("The ring is broken.");
        await Should.ThrowAsync<InvalidOperationException>(() => WriteAsync(3));
        await ShouldClose();
    }

    /// <summary>Members that end on any thread, of batches whose items are used again and again, with more and fewer members.</summary>
    [Fact]
    public async Task Batches_are_used_again_and_again()
    {
        _driver.OnStarted = part => ThreadPool.QueueUserWorkItem(_ => part.Read());
        var content = new byte[100];
        Random.Shared.NextBytes(content);
        File.WriteAllBytes(_temporary.Path, content);
        var random = new Random(1);
        var large = new FileRead(new byte[Large], 0);
        for (var i = 0; i < 2000; i++)
        {
            FileRead[] reads = [large, .. Enumerable.Range(0, random.Next(20)).Select(_ => new FileRead(new byte[random.Next(4)], random.Next(110)))];
            var counts = new int[reads.Length];
            await _file.ReadManyAsync(reads, counts, TestContext.Current.CancellationToken);
            for (var read = 0; read < reads.Length; read++)
            {
                reads[read].Buffer[..counts[read]].ToArray().ShouldBe(content.Skip((int)reads[read].Offset).Take(reads[read].Buffer.Length));
            }
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _temporary.Dispose();
    }

    private StorageFileBase Open(Durability durability) => ((FileSystemBase)s_loaded.Call("Acme.Batches.Ring", "Open", _driver)!)
        .Open(_temporary.Path, new StorageFileOptions { Durability = durability });

    private Task WriteAsync(int count, CancellationToken cancellationToken = default) => WriteAsync(_file, count, cancellationToken);

    /// <summary>Writes 1, 2, 3 and so on ten bytes apart.</summary>
    private static Task WriteAsync(StorageFileBase file, int count, CancellationToken cancellationToken) =>
        file.WriteManyAsync(Enumerable.Range(0, count).Select(i => new FileWrite(new[] { (byte)(i + 1) }, i * 10)).ToArray(), cancellationToken).AsTask();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference Orphan, WeakReference Ended, Task Reading) ReadTwo()
    {
        byte[][] buffers = [new byte[Large], new byte[Large]];
        var reading = _file.ReadManyAsync(buffers.Select(buffer => new FileRead(buffer, 0)).ToArray(), new int[2], TestContext.Current.CancellationToken).AsTask();
        Parts[0].Orphan(new InvalidOperationException("The ring is gone."));
        Parts[1].Read();
        return (new WeakReference(buffers[0]), new WeakReference(buffers[1]), reading);
    }

    /// <summary>A file that somebody still holds would wait here for ever.</summary>
    private async Task ShouldClose() => await _file.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}
