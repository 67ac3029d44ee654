using System.Diagnostics;
using System.Runtime.CompilerServices;
using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Locks;

/// <summary>This test program as a process of its own that locks a file: the other party is real.</summary>
internal static class LockingProcess
{
    private const string Variable = "MAPWRIGHT_TEST_LOCKS";

    /// <summary>Starts a process that takes the lock of a file again and again, and counts in the file while it holds it.</summary>
    public static Process StartCounting(string path, bool range, int rounds) => Start("count", path, $"{range}", $"{rounds}");

    /// <summary>Starts a process that takes the lock of a file and its first bytes, and holds them until its input ends.</summary>
    public static Process StartHolding(string path)
    {
        var process = Start("hold", path);
        process.StandardOutput.ReadLine().ShouldBe("held");
        return process;
    }

    [ModuleInitializer]
    internal static void RunWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is { } arguments)
        {
            Environment.Exit(Run(arguments));
        }
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(System.IO.Path.Combine(AppContext.BaseDirectory, "Mapwright.Core.Tests"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment[Variable] = string.Join('|', arguments);
        return Process.Start(start)!;
    }

    private static int Run(string[] arguments)
    {
        using var file = new TestFileSystem(scheduler: new PoolItems()).OpenWrite(arguments[1]);
        if (arguments[0] == "hold")
        {
            using var whole = file.LockExclusive();
            using var range = file.LockRangeExclusive(0, 100);
            Console.WriteLine("held");
            Console.In.ReadToEnd();
            return 0;
        }

        var isRange = bool.Parse(arguments[2]);
        var count = new byte[sizeof(long)];
        for (var round = int.Parse(arguments[3], null); round > 0; round--)
        {
            using var guard = isRange ? file.LockRangeExclusive(8, 8) : file.LockExclusive();
            file.ReadExactlyAt(count, 8);

            // Not one step: two at once would lose a count.
            BitConverter.TryWriteBytes(count, BitConverter.ToInt64(count) + 1);
            file.WriteAt(count, 8);
        }

        return 0;
    }
}
