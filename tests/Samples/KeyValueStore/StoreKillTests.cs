using System.Diagnostics;
using System.Globalization;
using KeyValueStore.Storage;
using Mapwright.Pooled;

namespace Mapwright.Samples.Tests.KeyValueStore;

/// <summary>A real process that loads a store, says which keys are durable, and is killed at a random moment.</summary>
/// <remarks>The rounds of a short run; of a whole one where CI is set; MAPWRIGHT_KILL_ROUNDS asks for any number.</remarks>
public sealed class StoreKillTests : IDisposable
{
    private const int ShortRun = 60;
    private const int WholeRun = 500;
    private const int LongestSpin = 40_000;

    /// <summary>How many stores are worked on at a time.</summary>
    private const int Lanes = 4;

    /// <summary>More lines than are ever waited for: a process that nobody kills ends.</summary>
    private const int MostLines = 4000;

    private readonly TestFolder _folder = new();

    private static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable("MAPWRIGHT_KILL_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds
        : Environment.GetEnvironmentVariable("CI") is null ? ShortRun
        : WholeRun;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_acknowledged_is_there_and_nothing_torn_however_often_it_is_killed()
    {
        var (rounds, checkpoints) = (Rounds, 0);
        await Parallel.ForAsync(0, Lanes, TestContext.Current.CancellationToken, async (lane, _) =>
        {
            var files = new StoreFiles(FileSystem.Default, Path.Combine(_folder.Temporary, $"store {lane}"));
            var random = new Random(lane);
            var applied = 0;
            for (var round = 0; round < rounds / Lanes; round++)
            {
                var acknowledged = applied + await KillAsync(files, applied, random);
                applied = await CheckAsync(files, acknowledged, $"lane {lane}, round {round}");
            }

            Interlocked.Add(ref checkpoints, File.Exists(files.Checkpoint) ? 1 : 0);
        });
        checkpoints.ShouldBe(Lanes);
    }

    /// <summary>Runs the process until it has acknowledged some lines, and kills it somewhere in what it does next.</summary>
    /// <returns>What it acknowledged in all: what it said before it died counts too.</returns>
    private static async Task<int> KillAsync(StoreFiles files, int first, Random random)
    {
        var input = files.Folder + ".input";
        await File.WriteAllLinesAsync(input, Enumerable.Range(first, MostLines).Select(i => $"{Key(i)}\t{Value(i)}"));
        var command = Sample.Command("KeyValueStore", "load", files.Folder, "--checkpoint-every", "10000");
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" < \"$0\"", input, .. command]) { RedirectStandardOutput = true })!;
        var (count, last) = (0, random.Next(1, 40));
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            line.ShouldBe(Key(first + count));
            count++;
            if (count == last)
            {
                Thread.SpinWait(random.Next(LongestSpin));
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(128 + 9);
        return count;
    }

    /// <returns>How many lines are in the store: those that were acknowledged, and perhaps the one that was under way.</returns>
    private static async Task<int> CheckAsync(StoreFiles files, int acknowledged, string round)
    {
        var verified = await Verification.RunAsync(files, TestContext.Current.CancellationToken);
        verified.Count.ShouldBe(2);
        await using var store = await Store.OpenAsync(files);
        var found = await StoreTest.ScanAsync(store);
        foreach (var count in new[] { acknowledged, acknowledged + 1 })
        {
            if (found.SequenceEqual(Expected(count)))
            {
                return count;
            }
        }

        found.ShouldBe(Expected(acknowledged), round);
        return acknowledged;
    }

    /// <summary>What so many lines leave in a store: the last of each key.</summary>
    private static IEnumerable<(string Key, string Value)> Expected(int count) => Enumerable.Range(0, count)
        .GroupBy(Key, StringComparer.Ordinal)
        .OrderBy(lines => lines.Key, StringComparer.Ordinal)
        .Select(lines => (lines.Key, Value(lines.Max())));

    private static string Key(int line) => string.Create(CultureInfo.InvariantCulture, $"key {line * 7919 % 101:D3}");

    private static string Value(int line) => $"{line} {new string((char)('a' + (line % 26)), line * 131 % 700)}";
}
