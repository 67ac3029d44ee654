using System.Diagnostics;

namespace Mapwright.Tests.Faults;

/// <summary>System calls that fail, lie or dawdle, by strace. A test that lacks strace is skipped.</summary>
public sealed class Injection(string folder)
{
    private static readonly Lazy<bool> s_works = new(Works);

    private readonly string _log = Path.Combine(folder, "strace.log");

    /// <summary>The command under injection; it keeps its process id.</summary>
    /// <param name="calls">The system calls, by comma.</param>
    /// <param name="effect">What is injected, for example <c>error=EIO</c>.</param>
    /// <param name="command">The command.</param>
    /// <param name="path">The file whose calls are meant; all calls where null.</param>
    public IEnumerable<string> Into(string calls, string effect, IEnumerable<string> command, string? path = null)
    {
        Assert.SkipUnless(s_works.Value, "strace is not installed, or tracing is not permitted here");
        string[] only = path is null ? [] : ["-P", path];
        return ["strace", "-D", "-f", "-qq", "-o", _log, .. only, "-e", $"trace={calls}", "-e", $"inject={calls}:{effect}", .. command];
    }

    /// <summary>The calls that were made, one a line.</summary>
    public string[] Calls => File.ReadAllLines(_log);

    /// <summary>Fails the test when nothing was injected: then it has proved nothing.</summary>
    public void MustHaveHappened() => File.ReadAllText(_log).ShouldContain("(INJECTED)");

    private static bool Works()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("strace", ["-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
