using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Locks;

/// <summary>What is closed is free for others at once, though a process that is being started has its handles.</summary>
public sealed class LockAfterForkTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ForkingPlatform _platform = new();
    private readonly CallerFileSystem _files;

    public LockAfterForkTests() => _files = new CallerFileSystem(_platform);

    private string Path => _folder.File("file");

    public void Dispose()
    {
        _platform.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_journal()
    {
        var options = new JournalOptions { SegmentSize = JournalLayout.SmallestSegment };
        _files.OpenJournal(Path, options).Dispose();
        _files.OpenJournal(Path, options).Dispose();
    }

    [Fact]
    public void A_device()
    {
        _files.CreateDevice(Path, blockCount: 4).Dispose();
        _files.OpenDevice(Path).Dispose();
    }

    [Fact]
    public void A_ranged_file_with_a_ledger()
    {
        var options = new RangedFileOptions { IsAllocationDurable = true };
        _files.CreateRanged(Path, length: 65536, options).Dispose();
        _files.OpenRanged(Path, allocated: 0, options).Dispose();
    }

    [Fact]
    public void A_file_that_was_replaced()
    {
        _files.ReplaceAtomically(Path, "new"u8);
        using var file = _files.OpenWrite(Path);
        using var guard = file.TryLock(LockMode.Exclusive);
        guard.ShouldNotBeNull();
    }

    [Fact]
    public void A_file_whose_guard_was_not_disposed()
    {
        using (var file = _files.OpenWrite(Path))
        {
            file.TryLock(LockMode.Exclusive).ShouldNotBeNull();
        }

        using var again = _files.OpenWrite(Path);
        using var guard = again.TryLock(LockMode.Exclusive);
        guard.ShouldNotBeNull();
    }
}
