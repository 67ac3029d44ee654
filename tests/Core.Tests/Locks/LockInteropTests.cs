using System.Diagnostics;
using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Locks;

/// <summary>Against flock(1) as a process of its own, in real time.</summary>
public sealed class LockInteropTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly TestFileSystem _files = new(scheduler: new PoolItems());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Path => _folder.File("lock");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(LockMode.Exclusive, "--shared", 1)]
    [InlineData(LockMode.Shared, "--exclusive", 1)]
    [InlineData(LockMode.Shared, "--shared", 0)]
    public void Our_locks_are_seen_by_flock(LockMode mode, string wanted, int exitCode)
    {
        SkipWithoutFlock();
        using var file = _files.OpenLock(Path);
        using (file.TryLock(mode).ShouldNotBeNull())
        {
            Flock("--nonblock", wanted).ShouldBe(exitCode);
        }

        Flock("--nonblock", "--exclusive").ShouldBe(0);

        int Flock(params string[] options)
        {
            using var process = Process.Start("flock", [.. options, Path, "true"]);
            process.WaitForExit();
            return process.ExitCode;
        }
    }

    [Fact]
    public async Task We_wait_for_flock_and_get_the_lock_when_it_lets_go()
    {
        SkipWithoutFlock();
        await using var file = _files.OpenLock(Path);
        using var holder = StartHolder();
        file.TryLock(LockMode.Shared).ShouldBeNull();
        Should.Throw<TimeoutException>(() => file.LockExclusive(TimeSpan.FromMilliseconds(20)));
        var wait = file.LockExclusiveAsync(Token);
        wait.IsCompleted.ShouldBeFalse();

        holder.StandardInput.Close();
        await using var guard = await wait;
        guard.IsHeld.ShouldBeTrue();
    }

    [Fact]
    public async Task The_lock_of_a_process_that_is_killed_is_ours()
    {
        SkipWithoutFlock();
        await using var file = _files.OpenLock(Path);
        using var holder = StartHolder();
        var blocked = Task.Run(() => file.LockExclusive(Token), Token);
        holder.Kill(entireProcessTree: true);
        using var guard = await blocked;
        guard.IsHeld.ShouldBeTrue();
    }

    private static void SkipWithoutFlock() =>
        Assert.SkipUnless(File.Exists("/usr/bin/flock") || File.Exists("/bin/flock"), "flock(1) is not installed");

    /// <summary>A process that says when it has the lock, and holds it until its input ends.</summary>
    private Process StartHolder()
    {
        var process = Process.Start(new ProcessStartInfo("flock", ["--exclusive", Path, "sh", "-c", "echo held; cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        process.StandardOutput.ReadLine().ShouldBe("held");
        return process;
    }
}
