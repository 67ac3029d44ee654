using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Mapwright.Bench.Runtime.Harness;

namespace Mapwright.Bench.Runtime.Peers;

/// <summary>What <c>fio</c> gets out of the disk: a process for each slot, which says itself what it took.</summary>
internal static class FioPeer
{
    private const int Milliseconds = 100;

    /// <summary>Whether it is installed; if not, the results say so.</summary>
    public static bool IsInstalled(Session session)
    {
        try
        {
            session.Note(Read(["--version"]).Trim());
            return true;
        }
        catch (Win32Exception)
        {
            session.Note("fio is not measured: it is not installed");
            return false;
        }
    }

    /// <summary>A contender that reads blocks past the page cache at random offsets for a while, however many were asked for.</summary>
    /// <param name="name">Its name in the results.</param>
    /// <param name="engine">fio's name of how it reads.</param>
    /// <param name="path">The file.</param>
    /// <param name="inFlight">The reads in flight.</param>
    public static Contender Contender(string name, string engine, string path, int inFlight) =>
        Harness.Contender.Elsewhere(name, _ => Parse(Read(
        [
            "--name=peer", $"--filename={path}", "--readonly", "--rw=randread", "--bs=4k", "--direct=1", $"--ioengine={engine}",
            string.Create(CultureInfo.InvariantCulture, $"--iodepth={inFlight}"),
            "--time_based", string.Create(CultureInfo.InvariantCulture, $"--runtime={Milliseconds}ms"),
            "--randrepeat=0", "--norandommap", "--thread", "--output-format=json",
        ])));

    private static Sample Parse(string json)
    {
        // Lines before the object are warnings.
        using var document = JsonDocument.Parse(json[json.IndexOf('{', StringComparison.Ordinal)..]);
        var job = document.RootElement.GetProperty("jobs")[0];
        var reads = job.GetProperty("read");
        var nanoseconds = reads.GetProperty("runtime").GetDouble() * 1e6 / reads.GetProperty("total_ios").GetDouble();
        var percent = job.GetProperty("usr_cpu").GetDouble() + job.GetProperty("sys_cpu").GetDouble();
        return new Sample(nanoseconds, nanoseconds * percent / 100);
    }

    private static string Read(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("fio", arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"fio failed with {process.ExitCode}: {output}");
    }
}
