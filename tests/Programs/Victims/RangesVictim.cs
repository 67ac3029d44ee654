namespace VictimProgram;

/// <summary>
/// Takes ranges, writes and flushes them, and gives some back. Says "taken OFFSET" once it has a range, "flushed OFFSET STAMP" once its content
/// is durable, and "gives OFFSET" before it gives it back.
/// </summary>
internal static class RangesVictim
{
    private const int Unit = 4096;
    private const int Threads = 2;
    private const int MostRanges = 2_000;

    public static void Work(string path, Action<string> say)
    {
        var options = new RangedFileOptions { Alignment = Unit, IsAllocationDurable = true };
        using var file = File.Exists(path) && File.Exists(path + ".ranges")
            ? RangedFile.Open(path, 0, options)
            : RangedFile.Create(path, 4 << 20, options with { Overwrite = true });
        Said.OnThreads(Threads, thread =>
        {
            var random = new Random(Environment.ProcessId * Threads + thread);
            var data = new byte[Unit];
            for (var i = 0; i < MostRanges && file.TryAllocate(Unit, out var range); i++)
            {
                say($"taken {range.Offset}");
                var stamp = random.Next();
                System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(data.AsSpan()).Fill(stamp);
                var receipt = file.Write(range, data);
                if (random.Next(4) > 0)
                {
                    file.Flush(receipt);
                    say($"flushed {range.Offset} {stamp}");
                    continue;
                }

                say($"gives {range.Offset}");
                file.Release(file.Rewrite(receipt));
            }
        });
    }
}
