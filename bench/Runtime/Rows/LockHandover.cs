using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Mapwright.Bench.Runtime.Harness;

namespace Mapwright.Bench.Runtime.Rows;

/// <summary>Processes that want one lock: how long after one gave it back does another one have it?</summary>
internal sealed class LockHandover : Row
{
    private const string Command = "--contend";
    private const int Processes = 8;

    public override string Name => "lock-handover";

    public override string Title => "How long after one of 8 processes gave a lock back another one has it";

    public override void Run(Session session)
    {
        Measure(session, "whole-file");
        Measure(session, "range");
    }

    /// <summary>What a contending process does. Null: the command line is not its own.</summary>
    public static int? Contend(string[] args) =>
        args is [Command, var kind, var path, var rounds] ? Contend(kind == "range", path, int.Parse(rounds, CultureInfo.InvariantCulture)) : null;

    private static void Measure(Session session, string kind)
    {
        var path = Path.Combine(session.Directory, kind);
        File.WriteAllBytes(path, new byte[16]);
        var rounds = session.IsQuick ? 250 : 2500;
        var contenders = Enumerable.Range(0, Processes).Select(_ => Start(Command, kind, path, rounds.ToString(CultureInfo.InvariantCulture))).ToArray();
        var microseconds = contenders
            .SelectMany(contender => contender.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => double.Parse(line, CultureInfo.InvariantCulture)).ToList();
        foreach (var contender in contenders)
        {
            contender.WaitForExit();
            contender.Dispose();
        }

        var taken = BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(path));
        session.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"{kind}: p50 {Statistics.Median(microseconds):F0} µs, p99 {Statistics.Quantile(microseconds, 0.99):F0} µs "
            + $"of {microseconds.Count} hand-overs between processes, {taken} of {Processes * rounds} turns counted"));
        session.AtMost($"{kind}-lost", Estimate.Exact((Processes * rounds) - taken), 0);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(LockHandover).Assembly.Location);
        }

        Array.ForEach(arguments, start.ArgumentList.Add);
        return Process.Start(start)!;
    }

    /// <summary>The file has the number of turns so far, and when the last one ended; the clock is one for all processes.</summary>
    private static int Contend(bool isRange, string path, int rounds)
    {
        using var file = Pooled.StorageFile.OpenWrite(path);
        var handovers = new List<double>();
        var state = new byte[16];
        var last = -1L;
        for (var round = 0; round < rounds; round++)
        {
            using (isRange ? file.LockRangeExclusive(0, state.Length) : file.LockExclusive())
            {
                var now = Stopwatch.GetTimestamp();
                file.ReadExactlyAt(state, 0);
                var turns = BinaryPrimitives.ReadInt64LittleEndian(state);
                var ended = BinaryPrimitives.ReadInt64LittleEndian(state.AsSpan(8));
                if (turns != last && turns > 0)
                {
                    handovers.Add(Stopwatch.GetElapsedTime(ended, now).TotalMicroseconds);
                }

                last = turns + 1;
                BinaryPrimitives.WriteInt64LittleEndian(state, last);
                BinaryPrimitives.WriteInt64LittleEndian(state.AsSpan(8), Stopwatch.GetTimestamp());
                file.WriteAt(state, 0);
            }

            // Otherwise a process takes turn after turn, and nothing is handed over.
            Thread.Yield();
        }

        handovers.ForEach(handover => Console.WriteLine(handover.ToString("F1", CultureInfo.InvariantCulture)));
        return 0;
    }
}
