using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Mapwright.Core.Tests.Killing;

/// <summary>A process that works until it is killed, at any moment, again and again on the same files.</summary>
/// <remarks>The rounds of a short run; of a whole one where CI is set; MAPWRIGHT_KILL_ROUNDS asks for any number.</remarks>
public abstract class KillTest : IDisposable
{
    /// <summary>After so many rounds the files are made anew, so that looking at them does not take ever longer.</summary>
    protected const int RoundsOfOne = 25;

    private const int ShortRun = 25;
    private const int WholeRun = 200;
    private const int LongestSpin = 40_000;
    private const int Killed = 128 + 9;

    private static readonly string s_program = Path.Combine(
        Metadata("RepositoryRoot"), "tests", "Programs", "Victims", "bin", Metadata("Configuration"), "net10.0", "VictimProgram");

    private readonly Random _random = new(1);

    protected TemporaryDirectory Folder { get; } = new();

    private static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable("MAPWRIGHT_KILL_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds
        : Environment.GetEnvironmentVariable("CI") is null ? ShortRun
        : WholeRun;

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Kills the process in each round, and looks at what it left.</summary>
    /// <param name="scenario">What the process does.</param>
    /// <param name="path">Where it does so.</param>
    /// <param name="hear">Gets each line that the process said, in order: also those that it said before it died and that were read afterwards.</param>
    /// <param name="check">Looks at what is left; gets the number of the round.</param>
    /// <param name="startAnew">Removes everything.</param>
    protected void Run(string scenario, string path, Action<string> hear, Action<int> check, Action startAnew)
    {
        var rounds = Rounds;
        for (var round = 1; round <= rounds; round++)
        {
            // The first lines are said before and while the files are opened: that is killed too.
            KillAfter(scenario, path, lines: _random.Next(8) == 0 ? 1 : _random.Next(1, 60), hear);
            check(round);
            if (round % RoundsOfOne == 0)
            {
                startAnew();
            }
        }
    }

    private void KillAfter(string scenario, string path, int lines, Action<string> hear)
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
            }

            if (!isFirst)
            {
                hear(line);
            }

            isFirst = false;
        }

        process.WaitForExit();
        process.ExitCode.ShouldBe(Killed, "the process died by itself");
    }

    private static string Metadata(string key) =>
        typeof(KillTest).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
