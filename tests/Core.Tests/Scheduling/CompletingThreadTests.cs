using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Scheduling;

/// <summary>What a thread that completes operations must not do itself.</summary>
public sealed class CompletingThreadTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly FaultingPlatform _platform = new();
    private readonly ManualScheduler _scheduler = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_last_one_out_of_a_disposed_file_has_it_closed_elsewhere()
    {
        var file = new TestFileSystem(_platform, _scheduler).OpenRead(_folder.File("file", [1, 2, 3]));
        _platform.During(nameof(StoragePlatform.ReadAt), file.Dispose);
        ReadOnCompletingThread(file);

        _platform.CallsOf(nameof(StoragePlatform.Close)).ShouldBe(0);
        _scheduler.RunAll();
        _platform.CallsOf(nameof(StoragePlatform.Close)).ShouldBe(1);
    }

    [Fact]
    public void Without_a_scheduler_the_last_one_out_closes_all_the_same()
    {
        var file = new TestFileSystem(_platform, _scheduler).OpenRead(_folder.File("file", [1, 2, 3]));
        _platform.During(nameof(StoragePlatform.ReadAt), file.Dispose);
        _scheduler.Stop();
        ReadOnCompletingThread(file);

        _platform.CallsOf(nameof(StoragePlatform.Close)).ShouldBe(1);
    }

    [Fact]
    public void A_transfer_that_decides_by_itself_finds_its_ways_open()
    {
        var path = _folder.File("file", new byte[8192]);
        using var file = new TestFileSystem(_platform, _scheduler).Open(path, new() { Caching = Caching.Auto });
        var before = _platform.CallsOf(nameof(StoragePlatform.Reopen));
        var memory = AlignedMemory.Allocate(4096);
        file.ReadAt(memory.Span, 0);
        file.ReadAt(memory.Span, 4096);
        file.ReadAt(memory.Span[..100], 0);

        _platform.CallsOf(nameof(StoragePlatform.Reopen)).ShouldBe(before);
    }

    private static void ReadOnCompletingThread(StorageFileBase file)
    {
        var thread = new Thread(() =>
        {
            NonBlockingThread.Declare("the thread of the test");
            file.ReadAt(new byte[3], 0);
        });
        thread.Start();
        thread.Join();
    }
}
