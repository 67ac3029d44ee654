using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Mapwright.Tests.Faults;

namespace Mapwright.Core.Tests.Killing;

/// <summary>A process that works until it is killed at any moment, with the power of its disk cut then if asked for, again and again on the same files.</summary>
/// <remarks>
/// <para>Most of such a process's life is its start, so it works in several places at once, which know nothing of one another: each finds itself at a moment of
/// its own when the process is killed, and so each is a round.</para>
/// <para>The rounds of a short run; of a whole one where CI is set; MAPWRIGHT_KILL_ROUNDS asks for any number.</para>
/// </remarks>
public abstract class KillTest : IDisposable
{
    private const int ShortRun = 60;
    private const int WholeRun = 500;

    /// <summary>In how many places the process works.</summary>
    private const int Places = 4;

    /// <summary>As many times as a process is killed, a power cut takes: the file system recovers. So much shorter are the runs of variants, too.</summary>
    private const int ShareOfFew = 12;

    private const int Fewest = 4;

    private const int MostLines = 120;
    private const int LongestSpin = 40_000;
    private const int Killed = 128 + 9;

    private static readonly string s_program = Path.Combine(
        Metadata("RepositoryRoot"), "tests", "Programs", "Victims", "bin", Metadata("Configuration"), "net10.0", "VictimProgram");

    private readonly Random _random = new(1);

    private readonly TemporaryDirectory _folder = new();
    private PowerCutDisk? _disk;

    /// <summary>Whether the power of the disk is cut too.</summary>
    protected bool CutsPower => _disk is not null;

    /// <summary>Where all places are.</summary>
    protected string Folder => _disk?.Path ?? _folder.Path;

    /// <summary>After so many kills the files are made anew, so that looking at them does not take ever longer.</summary>
    private int KillsOfOne => CutsPower ? 4 : 15;

    private static int Kills
    {
        get
        {
            var rounds = int.TryParse(Environment.GetEnvironmentVariable("MAPWRIGHT_KILL_ROUNDS"), CultureInfo.InvariantCulture, out var asked) ? asked
                : Environment.GetEnvironmentVariable("CI") is null ? ShortRun
                : WholeRun;
            return (rounds + Places - 1) / Places;
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
    /// <param name="make">Makes the work in a folder.</param>
    /// <param name="isVariant">Whether few rounds do, because another test has all.</param>
    protected void Run(string scenario, Func<string, IKilledWork> make, bool isVariant = false)
    {
        var works = Enumerable.Range(0, Places)
            .Select(place => make(Directory.CreateDirectory(Path.Combine(Folder, place.ToString(CultureInfo.InvariantCulture))).FullName))
            .ToArray();
        var kills = CutsPower || isVariant ? Math.Max(Fewest, Kills / ShareOfFew) : Kills;
        StartAnew(works);
        for (var kill = 1; kill <= kills; kill++)
        {
            // The first lines are said before and while the files are opened: that is killed too.
            StrikeAfter(scenario, works, lines: _random.Next(8) == 0 ? 1 : _random.Next(1, MostLines));
            var isLast = kill % KillsOfOne == 0;
            for (var place = 0; place < Places; place++)
            {
                works[place].Check($"kill {kill}, place {place}", isLast);
            }

            if (isLast)
            {
                StartAnew(works);
            }
        }
    }

    private void StartAnew(IKilledWork[] works)
    {
        foreach (var work in works)
        {
            work.StartAnew();
        }

        // Else the next power cut brings back what was removed.
        _disk?.Sync();
    }

    private void StrikeAfter(string scenario, IKilledWork[] works, int lines)
    {
        using var process = Process.Start(new ProcessStartInfo(s_program, [scenario, .. works.Select(work => work.Path)]) { RedirectStandardOutput = true })!;
        try
        {
            Listen(process, works, lines);
            process.WaitForExit();
        }
        finally
        {
            // What it said may have failed the test: it would work on.
            process.Kill();
            process.WaitForExit();
        }

        process.ExitCode.ShouldBe(Killed, "the process died by itself");
        _disk?.Remount();
    }

    private void Listen(Process process, IKilledWork[] works, int lines)
    {
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

            // The first line says only that it lives.
            if (count > 1)
            {
                var end = line.IndexOf(' ', StringComparison.Ordinal);
                works[int.Parse(line.AsSpan(0, end), CultureInfo.InvariantCulture)].Hear(line[(end + 1)..]);
            }
        }
    }

    private static string Metadata(string key) =>
        typeof(KillTest).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
