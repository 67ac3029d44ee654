using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

namespace Mapwright.Core.Tests.Files;

/// <summary>A process that replaces a file without end is killed: the file is whole, what it acknowledged is there, nothing stays behind.</summary>
[SupportedOSPlatform("linux")]
public sealed class ReplaceKillTests : IDisposable
{
    private const string VictimVariable = "MAPWRIGHT_REPLACE_VICTIM";
    private const string RoundsVariable = "MAPWRIGHT_KILL_ROUNDS";
    private const int Length = 20_000;

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_killed_process_leaves_a_whole_file_and_nothing_that_stays()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable(RoundsVariable) ?? "20", CultureInfo.InvariantCulture);
        var path = _folder.File("file");
        var random = new Random(1);
        var files = new CallerFileSystem();
        for (var round = 0; round < rounds; round++)
        {
            var acknowledged = KillAfter(path, replacements: random.Next(1, 40));
            var content = File.ReadAllBytes(path);
            content.Length.ShouldBe(Length);
            content.ShouldAllBe(value => value == content[0]);
            ((byte)(content[0] - acknowledged)).ShouldBeLessThanOrEqualTo((byte)1, $"round {round}: acknowledged {acknowledged}, found {content[0]}");
        }

        // The next replacement meets the orphan, if there is one, under the name that it would take itself.
        files.ReplaceAtomically(path, [1]);
        Directory.GetFileSystemEntries(_folder.Path).ShouldBe([path]);
    }

    [ModuleInitializer]
    internal static void RunAsVictim()
    {
        if (Environment.GetEnvironmentVariable(VictimVariable) is not { } path)
        {
            return;
        }

        var files = new CallerFileSystem();
        using var output = Console.OpenStandardOutput();
        for (var i = 1; ; i++)
        {
            files.ReplaceAtomically(path, Enumerable.Repeat((byte)i, Length).ToArray());
            output.Write([(byte)i]);
            output.Flush();
        }
    }

    /// <returns>The last content that the process acknowledged.</returns>
    private static byte KillAfter(string path, int replacements)
    {
        using var victim = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            Environment = { [VictimVariable] = path },
        })!;
        var output = victim.StandardOutput.BaseStream;
        var last = -1;
        for (var i = 0; i < replacements; i++)
        {
            last = output.ReadByte();
        }

        victim.Kill();
        victim.WaitForExit();
        for (var more = output.ReadByte(); more >= 0; more = output.ReadByte())
        {
            last = more;
        }

        last.ShouldBeGreaterThanOrEqualTo(0, "the process died before it was killed");
        return (byte)last;
    }
}
