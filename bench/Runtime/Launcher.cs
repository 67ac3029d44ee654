using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Report;

namespace Mapwright.Bench.Runtime;

/// <summary>
/// Runs each row in a process of its own, so that no row inherits another one's thread pool, heap or compiled code, and a
/// pinned row sees one processor from its start. The contenders of a row share its process.
/// </summary>
internal static class Launcher
{
    /// <summary>The unit of /proc/stat.</summary>
    private const double TicksPerSecond = 100;

    public static int Run(Arguments arguments)
    {
        if (arguments.ChildOutput is { } output)
        {
            RunHere(Row.All.Single(row => row.Name == arguments.Names[0]), arguments, output);
            return 0;
        }

        var machine = Machine.Describe(arguments.Directory);
        Console.WriteLine(machine);
        var clock = Stopwatch.StartNew();
        var results = new List<RowResult>();
        var failed = 0;
        foreach (var name in arguments.Names)
        {
            if (RunChild(Row.All.Single(row => row.Name == name), arguments) is { } result)
            {
                results.Add(result);
            }
            else
            {
                Console.WriteLine($"error {name}: the row did not finish");
                failed++;
            }
        }

        Directory.CreateDirectory(arguments.Results);
        File.WriteAllText(Path.Combine(arguments.Results, "results.md"), MarkdownTable.Write(machine, results));
        File.WriteAllText(Path.Combine(arguments.Results, "results.svg"), SvgPlot.Write(machine, results));
        var targets = results.SelectMany(result => result.Targets).ToList();
        Console.WriteLine($"{targets.Count(t => t.IsMet)} ok, {targets.Count(t => !t.IsMet)} missed, {failed} failed, "
            + $"{clock.Elapsed.TotalSeconds:F0} s; table and plot in {arguments.Results}");
        return failed == 0 ? 0 : 1;
    }

    private static RowResult? RunChild(Row row, Arguments arguments)
    {
        var output = Path.GetTempFileName();
        try
        {
            using var child = Start(row, ChildArguments(row, arguments, output));
            child.WaitForExit();
            return child.ExitCode == 0 ? JsonSerializer.Deserialize<RowResult>(File.ReadAllText(output)) : null;
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static ProcessStartInfo ChildArguments(Row row, Arguments arguments, string output)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        foreach (var argument in (string[])[row.Name, "--directory", arguments.Directory, "--child", output])
        {
            start.ArgumentList.Add(argument);
        }

        if (arguments.IsQuick)
        {
            start.ArgumentList.Add("--quick");
        }

        return start;
    }

    /// <summary>A process inherits the processors of the thread that starts it.</summary>
    private static Process Start(Row row, ProcessStartInfo start)
    {
        if (!row.IsPinnedToOneProcessor)
        {
            return Process.Start(start)!;
        }

        Process? child = null;
        var starter = new Thread(() =>
        {
            Libc.PinThisThread(processor: 0);
            child = Process.Start(start);
        });
        starter.Start();
        starter.Join();
        return child!;
    }

    private static void RunHere(Row row, Arguments arguments, string output)
    {
        var directory = Directory.CreateDirectory(Path.Combine(arguments.Directory, $"mapwright-bench-{Environment.ProcessId}"));
        try
        {
            var session = new Session(row, directory.FullName, arguments.IsQuick);
            var before = Machine.ProcessorTime();
            var own = Environment.CpuUsage.TotalTime;
            row.Run(session);
            var after = Machine.ProcessorTime();
            var ours = (Environment.CpuUsage.TotalTime - own).TotalSeconds * TicksPerSecond;
            session.Note($"other processes used {Math.Max(0, after.Busy - before.Busy - ours) / (after.All - before.All):P0} of the machine");
            File.WriteAllText(output, JsonSerializer.Serialize(session.Result));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
