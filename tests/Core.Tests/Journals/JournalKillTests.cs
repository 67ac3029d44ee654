using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Mapwright.Core.Tests.Journals;

/// <summary>A real process that is killed in the middle of its work.</summary>
/// <remarks>The rounds of a short run; MAPWRIGHT_KILL_ROUNDS asks for more.</remarks>
public sealed class JournalKillTests : JournalTest
{
    private const string Variable = "MAPWRIGHT_TEST_JOURNAL";
    private const int Writers = 4;

    /// <summary>After so many rounds a new journal is begun, so that reading it all does not take ever longer.</summary>
    private const int RoundsOfOne = 20;

    /// <summary>More than is ever waited for: a process that nobody kills ends.</summary>
    private const int MostRecords = 10_000;

    private static readonly int s_rounds =
        int.TryParse(Environment.GetEnvironmentVariable("MAPWRIGHT_KILL_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 20;

    [ModuleInitializer]
    internal static void RunWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } path)
        {
            Work(path);
        }
    }

    [Fact]
    public void What_a_killed_process_was_told_to_be_durable_is_there_and_nothing_torn()
    {
        var acknowledged = new long[Writers];
        var random = new Random(1);
        for (var round = 0; round < s_rounds; round++)
        {
            Kill(acknowledged, acknowledgements: random.Next(1, 60));
            Check(acknowledged, round);
            if (round % RoundsOfOne == RoundsOfOne - 1)
            {
                File.Delete(Path);
                Array.Clear(acknowledged);
            }
        }
    }

    /// <summary>Runs the process until it has acknowledged so much, and kills it.</summary>
    private void Kill(long[] acknowledged, int acknowledgements)
    {
        var start = new ProcessStartInfo(System.IO.Path.Combine(AppContext.BaseDirectory, "Mapwright.Core.Tests")) { RedirectStandardOutput = true };
        start.Environment[Variable] = Path;
        using var process = Process.Start(start)!;
        string? line;
        for (var count = 0; (line = process.StandardOutput.ReadLine()) is not null; count++)
        {
            var parts = line.Split(' ');
            acknowledged[int.Parse(parts[0], CultureInfo.InvariantCulture)] = long.Parse(parts[1], CultureInfo.InvariantCulture);
            if (count == acknowledgements)
            {
                // What it said before it died counts too.
                process.Kill();
            }
        }

        process.WaitForExit();
        process.ExitCode.ShouldBe(128 + 9);
    }

    private void Check(long[] acknowledged, int round)
    {
        using var journal = Open();
        var last = new long[Writers];
        foreach (var record in ReadAll())
        {
            var (writer, number) = (record.Payload.Span[0], BinaryPrimitives.ReadInt64LittleEndian(record.Payload.Span[1..]));
            number.ShouldBe(last[writer] + 1, $"round {round}, writer {writer}");
            record.Payload.ToArray().ShouldBe(Content(writer, number));
            last[writer] = number;
        }

        for (var writer = 0; writer < Writers; writer++)
        {
            last[writer].ShouldBeGreaterThanOrEqualTo(acknowledged[writer], $"round {round}, writer {writer}");
        }
    }

    /// <summary>Appends and commits, and says what is durable, until it is killed.</summary>
    /// <remarks>On one thread: others cannot enter the module while it is initialized.</remarks>
    private static void Work(string path)
    {
        using var journal = new CallerFileSystem().OpenJournal(path, Small with { IdleMark = Timeout.InfiniteTimeSpan });
        var last = new long[Writers];
        using (var reader = new CallerFileSystem().OpenJournalReader(path))
        {
            foreach (var record in ReadAll(reader))
            {
                last[record.Payload.Span[0]] = BinaryPrimitives.ReadInt64LittleEndian(record.Payload.Span[1..]);
            }
        }

        for (var count = 0; count < MostRecords; count++)
        {
            var writer = count % Writers;
            var number = ++last[writer];
            if (number % 3 == 0)
            {
                journal.Append(Content(writer, number));
            }
            else
            {
                journal.AppendAndCommit(Content(writer, number));
                Console.WriteLine($"{writer} {number}");
            }
        }
    }

    private static byte[] Content(int writer, long number)
    {
        var bytes = Bytes(9 + (int)(number * 131 % 700) + (number % 40 == 0 ? 12_000 : 0), (int)number);
        bytes[0] = (byte)writer;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), number);
        return bytes;
    }
}
