using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Files;

/// <summary>What a failed flush means: of a file, of a directory, and to those who wait beside it.</summary>
public sealed class FlushErrorTests : IDisposable
{
    private const int Busy = 16;
    private const int ReadOnlyFileSystem = 30;

    private readonly TemporaryDirectory _folder = new();
    private readonly FaultingPlatform _platform = new();
    private readonly CallerFileSystem _files;

    public FlushErrorTests() => _files = new CallerFileSystem(_platform);

    public void Dispose() => _folder.Dispose();

    /// <summary>What ext4 answers after an error for which it went read-only.</summary>
    [Fact]
    public void A_file_system_that_went_read_only_poisons_what_was_written()
    {
        using var file = _files.CreateNew(_folder.File("file"));
        using var reader = _files.OpenRead(_folder.File("file"));
        file.WriteAt([1], 0);
        _platform.Fail(nameof(StoragePlatform.FlushData), ReadOnlyFileSystem);
        Should.Throw<UnauthorizedAccessException>(reader.FlushData);
        file.IsPoisoned.ShouldBeFalse("who may not write had nothing to lose");

        Should.Throw<UnauthorizedAccessException>(file.FlushData);

        _platform.Fail(nameof(StoragePlatform.FlushData), 0);
        Should.Throw<StorageException>(file.FlushData).Code.ShouldBe(StorageErrorCode.Poisoned);
    }

    /// <summary>On Windows, where another party has locked the bytes.</summary>
    [Fact]
    public void A_durable_write_that_was_refused_poisons_nothing()
    {
        using var file = _files.CreateNew(_folder.File("file"));
        _platform.Fail(nameof(StoragePlatform.WriteDurableAt), Busy);
        Should.Throw<StorageException>(() => file.WriteDurableAt([1], 0)).Code.ShouldBe(StorageErrorCode.InUse);
        file.IsPoisoned.ShouldBeFalse();

        _platform.Fail(nameof(StoragePlatform.WriteDurableAt), 0);
        file.WriteDurableAt([1], 0);
    }

    [Fact]
    public void A_loss_is_known_of_a_file_that_was_disposed_while_it_was_written()
    {
        foreach (var durability in (Durability[])[Durability.None, Durability.Data])
        {
            var path = _folder.File($"{durability}");
            var primitive = durability == Durability.None ? nameof(StoragePlatform.WriteDurableAt) : nameof(StoragePlatform.WriteAt);
            var file = _files.Open(path, new() { Disposition = FileDisposition.CreateNew, Durability = durability });
            _platform.During(primitive, file.Dispose);
            _platform.Fail(primitive, ForwardingPlatform.DeviceError);
            Should.Throw<StorageException>(() => Write(file, durability)).Code.ShouldBe(StorageErrorCode.DeviceError);
            _platform.Fail(primitive, 0);

            using var next = _files.OpenWrite(path);
            next.IsPoisoned.ShouldBeTrue();
        }

        static void Write(StorageFileBase file, Durability durability)
        {
            if (durability == Durability.None)
            {
                file.WriteDurableAt([1], 0);
            }
            else
            {
                file.WriteAt([1], 0);
            }
        }
    }

    [Fact]
    public void A_flush_of_the_directory_of_a_ledger_that_failed_is_not_acquitted_by_the_next_one()
    {
        _platform.Fail(nameof(StoragePlatform.FlushDirectory), ForwardingPlatform.DeviceError);
        Should.Throw<StorageException>(() => _files.CreateRanged(_folder.File("file"), 4096, new RangedFileOptions { IsAllocationDurable = true }));
        _platform.Fail(nameof(StoragePlatform.FlushDirectory), 0);
        Should.Throw<StorageException>(() => _files.FlushDirectory(_folder.Path)).Code.ShouldBe(StorageErrorCode.Poisoned);
    }

    [Fact]
    public void A_thread_that_is_interrupted_while_it_waits_for_other_flushes_takes_its_own_for_what_it_is()
    {
        var writeBacks = new WriteBacks();
        var other = writeBacks.Begin();
        Exception? error = null;
        var isInterrupted = false;
        var thread = new Thread(() =>
        {
            try
            {
                Thread.CurrentThread.Interrupt();
                writeBacks.WaitForOthers();
            }
            catch (ThreadInterruptedException exception)
            {
                error = exception;
                return;
            }

            using var never = new ManualResetEventSlim();
            try
            {
                never.Wait(TestContext.Current.CancellationToken);
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
            }
        });
        thread.Start();
        SpinWait.SpinUntil(() => (thread.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0);
        writeBacks.End(other);
        thread.Join();

        error.ShouldBeNull();
        isInterrupted.ShouldBeTrue("it hears of it at its next wait");
    }
}
