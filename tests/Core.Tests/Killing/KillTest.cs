using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Mapwright.Tests.Faults;

namespace Mapwright.Core.Tests.Killing;

/// <summary>A process that works until it is killed at any moment, with the power of its disk cut then if asked for, again and again on the same files.</summary>
/// <remarks>The rounds of a short run; of a whole one where CI is set; MAPWRIGHT_KILL_ROUNDS asks for any number.</remarks>
public abstract class KillTest : IDisposable
{
    private const int ShortRun = 25;
    private const int WholeRun = 200;

    /// <summary>As many times as a process is killed, a power cut takes: the file system recovers.</summary>
    private const int KillsOfOneCut = 20;

    private const int LongestSpin = 40_000;
    private const int Killed = 128 + 9;

    private static readonly string s_program = Path.Combine(
        Metadata("RepositoryRoot"), "tests", "Programs", "Victims", "bin", Metadata("Configuration"), "net10.0", "VictimProgram");

    private readonly Random _random = new(1);

    private readonly TemporaryDirectory _folder = new();
    private PowerCutDisk? _disk;

    /// <summary>Where the files are.</summary>
    protected string Folder => _disk?.Path ?? _folder.Path;

    /// <summary>Whether the power of the disk is cut too.</summary>
    protected bool CutsPower => _disk is not null;

    /// <summary>After so many rounds the files are made anew, so that looking at them does not take ever longer.</summary>
    protected int RoundsOfOne => CutsPower ? 4 : 25;

    private int Rounds
    {
        get
        {
            var rounds = int.TryParse(Environment.GetEnvironmentVariable("MAPWRIGHT_KILL_ROUNDS"), CultureInfo.InvariantCulture, out var asked) ? asked
                : Environment.GetEnvironmentVariable("CI") is null ? ShortRun
                : WholeRun;
            return CutsPower ? Math.Max(4, rounds / KillsOfOneCut) : rounds;
        }
    }

    public void Dispose()
    {
        _disk?.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Has the files on a disk whose power is cut.</summary>
    protected void UseDisk(string kind) => _disk = new PowerCutDisk(kind, _folder.Path);

    /// <summary>Kills the process in each round, or cuts the power of its disk, and looks at what it left.</summary>
    /// <param name="scenario">What the process does.</param>
    /// <param name="path">Where it does so.</param>
    /// <param name="hear">Gets each line that the process said, in order: also those that it said before it died and that were read afterwards.</param>
    /// <param name="check">Looks at what is left; gets the number of the round.</param>
    /// <param name="startAnew">Removes everything.</param>
    protected void Run(string scenario, string path, Action<string> hear, Action<int> check, Action startAnew)
    {
        var rounds = Rounds;
        StartAnew(startAnew);
        for (var round = 1; round <= rounds; round++)
        {
            // The first lines are said before and while the files are opened: that is killed too.
            StrikeAfter(scenario, path, lines: _random.Next(8) == 0 ? 1 : _random.Next(1, 60), hear);
            check(round);
            if (round % RoundsOfOne == 0)
            {
                StartAnew(startAnew);
            }
        }
    }

    private void StartAnew(Action startAnew)
    {
        startAnew();

        // Else the next power cut brings back what was removed.
        _disk?.Sync();
    }

    private void StrikeAfter(string scenario, string path, int lines, Action<string> hear)
    {
        using var process = Process.Start(new ProcessStartInfo(s_program, [scenario, path]) { RedirectStandardOutput = true })!;
        var isFirst = true;
        for (var count = 1; process.StandardOutput.ReadLine() is { } line; count++)
        {
            if (count == lines)
            {
                // Anywhere in what it does next, and not always just behind a line.
                Thread.SpinWait(_random.Next(LongestSpin));
                process.Kill();

                // After the kill: a process whose power is gone says nothing more, whatever a flush in flight would have answered.
                _disk?.Cut();
            }

            if (!isFirst)
            {
                hear(line);
            }

            isFirst = false;
        }

        process.WaitForExit();
        process.ExitCode.ShouldBe(Killed, "the process died by itself");
        _disk?.Remount();
    }

    private static string Metadata(string key) =>
        typeof(KillTest).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
