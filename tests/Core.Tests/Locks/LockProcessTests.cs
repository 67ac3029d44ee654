using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Locks;

/// <summary>Between processes, in real time.</summary>
public sealed class LockProcessTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly TestFileSystem _files = new(scheduler: new PoolItems());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Path => _folder.File("lock");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Eight_processes_that_lock_ten_thousand_times_exclude_each_other(bool range)
    {
        const int Processes = 8;
        const int Rounds = 10_000 / Processes;
        File.WriteAllBytes(Path, new byte[16]);
        var processes = Enumerable.Range(0, Processes).Select(_ => LockingProcess.StartCounting(Path, range, Rounds)).ToArray();
        foreach (var process in processes)
        {
            await process.WaitForExitAsync(Token);
            process.ExitCode.ShouldBe(0);
            process.Dispose();
        }

        BitConverter.ToInt64(File.ReadAllBytes(Path), 8).ShouldBe(Processes * Rounds);
    }

    [Fact]
    public async Task The_locks_of_a_process_that_is_killed_are_ours()
    {
        await using var file = _files.OpenWrite(Path);
        using var holder = LockingProcess.StartHolding(Path);
        file.TryLock(LockMode.Shared).ShouldBeNull();
        file.TryLockRange(LockMode.Shared, 99, 1).ShouldBeNull();
        var whole = file.LockExclusiveAsync(Token);
        var range = file.LockRangeExclusiveAsync(50, 100, Token);
        (whole.IsCompleted || range.IsCompleted).ShouldBeFalse();

        holder.Kill();

        using var first = await whole;
        using var second = await range;
        (first.IsHeld && second.IsHeld).ShouldBeTrue();
    }

    [Fact]
    public async Task A_waiter_that_is_cancelled_a_thousand_times_leaves_nothing_behind()
    {
        await using var file = _files.OpenWrite(Path);
        using var holder = LockingProcess.StartHolding(Path);
        var descriptors = OpenDescriptors.Of(Path);
        for (var i = 0; i < 1000; i++)
        {
            using var cancellation = new CancellationTokenSource();
            var whole = file.LockExclusiveAsync(cancellation.Token);
            var range = file.LockRangeSharedAsync(i % 100, 1, cancellation.Token);
            if (i % 2 == 0)
            {
                await cancellation.CancelAsync();
            }
            else
            {
                cancellation.CancelAfter(TimeSpan.FromMicroseconds(100));
            }

            await Should.ThrowAsync<OperationCanceledException>(async () => await whole);
            await Should.ThrowAsync<OperationCanceledException>(async () => await range);
        }

        OpenDescriptors.Of(Path).ShouldBe(descriptors);
        holder.StandardInput.Close();
        using (await file.LockExclusiveAsync(Token))
        using (await file.LockRangeExclusiveAsync(0, 100, Token))
        {
        }

        // As another process sees it: nothing is locked, though the object is open.
        using var next = LockingProcess.StartHolding(Path);
        next.Kill();
    }
}
