using System.Diagnostics;
using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Locks;

/// <summary>Against the POSIX record locks of other parties, in real time.</summary>
public sealed class RangeLockInteropTests : IDisposable
{
    private const string Script = """
        import fcntl, sys
        kind, path, mode, start, length = sys.argv[1:6]
        file = open(path, "r+b")
        try:
            fcntl.lockf(file, (fcntl.LOCK_EX if mode == "exclusive" else fcntl.LOCK_SH) | fcntl.LOCK_NB, int(length), int(start))
        except BlockingIOError:
            sys.exit(1)
        if kind == "hold":
            print("held", flush=True)
            sys.stdin.read()
        """;

    private static readonly Lazy<bool> s_hasPython = new(HasPython);

    private readonly TemporaryDirectory _folder = new();
    private readonly TestFileSystem _files = new(scheduler: new PoolItems());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Path => _folder.File("lock");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(LockMode.Exclusive, "shared", 15, 1)]
    [InlineData(LockMode.Shared, "exclusive", 15, 1)]
    [InlineData(LockMode.Shared, "shared", 15, 0)]
    [InlineData(LockMode.Exclusive, "exclusive", 20, 0)]
    public void Our_ranges_are_seen_by_the_fcntl_of_Python(LockMode mode, string wanted, long start, int exitCode)
    {
        SkipWithoutPython();
        using var file = _files.OpenLock(Path);
        using var guard = file.TryLockRange(mode, 10, 10).ShouldNotBeNull();
        using var process = Python("try", wanted, start, 5);
        process.WaitForExit();
        process.ExitCode.ShouldBe(exitCode);
    }

    [Fact]
    public async Task We_see_the_ranges_of_the_fcntl_of_Python_and_wait_for_them()
    {
        SkipWithoutPython();
        await using var file = _files.OpenLock(Path);
        using var holder = Python("hold", "exclusive", 10, 10);
        (await holder.StandardOutput.ReadLineAsync(Token)).ShouldBe("held");
        file.TryLockRange(LockMode.Shared, 19, 1).ShouldBeNull();
        file.TryLockRange(LockMode.Exclusive, 20, 1).ShouldNotBeNull().Dispose();
        var wait = file.LockRangeSharedAsync(0, 100, Token);
        wait.IsCompleted.ShouldBeFalse();

        holder.StandardInput.Close();
        await using var guard = await wait;
        guard.IsHeld.ShouldBeTrue();
    }

    [Fact]
    public void An_upgrade_of_a_range_is_seen_by_the_fcntl_of_Python()
    {
        SkipWithoutPython();
        using var file = _files.OpenLock(Path);
        using var guard = file.LockRangeShared(10, 10);
        guard.TryUpgrade().ShouldBe(LockConversion.Kept);
        using var process = Python("try", "shared", 10, 1);
        process.WaitForExit();
        process.ExitCode.ShouldBe(1);
    }

    [Fact, System.Runtime.Versioning.UnsupportedOSPlatform("macos")]
    public void FileStream_and_we_see_each_others_ranges()
    {
        using var file = _files.OpenLock(Path);
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.Lock(10, 10);
        file.TryLockRange(LockMode.Shared, 19, 1).ShouldBeNull();
        stream.Unlock(10, 10);
        using var guard = file.TryLockRange(LockMode.Exclusive, 19, 1).ShouldNotBeNull();
        Should.Throw<IOException>(() => stream.Lock(10, 10));
    }

    private static void SkipWithoutPython() => Assert.SkipUnless(s_hasPython.Value, "python3 is not installed");

    private static bool HasPython()
    {
        try
        {
            using var process = Process.Start("python3", ["-c", "import fcntl"]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private Process Python(string kind, string mode, long start, long length) =>
        Process.Start(new ProcessStartInfo("python3", ["-c", Script, kind, Path, mode, $"{start}", $"{length}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
}
