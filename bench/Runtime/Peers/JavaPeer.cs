using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Mapwright.Bench.Runtime.Harness;

namespace Mapwright.Bench.Runtime.Peers;

/// <summary>A Java process beside the row, where Java is installed: it does its slots in turns with the contenders, and says itself how long they took.</summary>
internal sealed class JavaPeer : IDisposable
{
    private static readonly string s_source = Path.Combine(AppContext.BaseDirectory, "Peers", "Work.java");

    private readonly Process? _process;

    /// <summary>Starts a process that works on a file. The results say so when there is none.</summary>
    public JavaPeer(Session session, string path)
    {
        try
        {
            _process = Process.Start(new ProcessStartInfo("java", [s_source, path])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            if (_process.StandardOutput.ReadLine() != "ready")
            {
                session.Note($"Java is not measured: {_process.StandardError.ReadLine()}");
                Dispose();
                _process = null;
            }
        }
        catch (Win32Exception)
        {
            session.Note("Java is not measured: it is not installed");
        }
    }

    /// <summary>A contender that has the process do some work; none where there is no process.</summary>
    /// <param name="name">Its name in the results.</param>
    /// <param name="work">What, as Work.java calls it.</param>
    /// <param name="callers">How many callers, or reads in flight.</param>
    public IEnumerable<Contender> Contender(string name, string work, int callers = 1) =>
        _process is null ? [] : [Harness.Contender.Elsewhere(name, count => Run(_process, $"{work} {count} {callers}", count))];

    public void Dispose()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }
    }

    private static Sample Run(Process process, string line, int count)
    {
        var used = Libc.ProcessorTime(process.Id);
        process.StandardInput.WriteLine(line);
        var elapsed = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"Java failed: {process.StandardError.ReadToEnd()}");
        used = Libc.ProcessorTime(process.Id) - used;
        return new Sample(double.Parse(elapsed, CultureInfo.InvariantCulture) / count, used.TotalNanoseconds / count);
    }
}
