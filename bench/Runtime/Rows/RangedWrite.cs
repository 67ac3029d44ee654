using Mapwright.Bench.Runtime.Harness;
using Mapwright.Pooled;

namespace Mapwright.Bench.Runtime.Rows;

internal sealed class RangedWrite : Row
{
    private const int Workers = 12;
    private const int Megabyte = 1 << 20;

    public override string Name => "ranged-write";

    public override string Title => "12 workers fill a fresh preallocated file, then one durable flush; per MiB";

    public override void Run(Session session)
    {
        // A multiple of 12 MiB near 512 MiB.
        var length = (session.IsQuick ? 8 : 43) * 12 * Megabyte;
        Measure(session, "12 MiB chunks", length, 12 * Megabyte, goal: 1.2);
        Measure(session, "4 KiB chunks in random order", length, 4096, goal: 0.95);
    }

    private static void Measure(Session session, string name, int length, int chunk, double goal)
    {
        var path = Path.Combine(session.Directory, "ranged");
        var data = new byte[chunk];
        new Random(1).NextBytes(data);
        var order = Enumerable.Range(0, length / chunk).ToArray();
        new Random(2).Shuffle(order);
        var comparison = session.CompareFixed(
            name,
            rounds: 9,
            operations: length / Megabyte,
            new Contender("RandomAccess.Write", _ => WithPeer(path, length, data, order)) { Prepare = _ => File.Delete(path), IsOneJob = true },
            new Contender("RangedFile", _ => WithRanges(path, length, data, order)) { Prepare = _ => File.Delete(path), IsOneJob = true });
        session.AtLeast(chunk >= Megabyte ? "12MiB" : "4KiB", comparison.Speed("RangedFile", "RandomAccess.Write"), goal);
        File.Delete(path);
    }

    private static void WithPeer(string path, int length, byte[] data, int[] order)
    {
        using var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, preallocationSize: length);
        Work(order, index => RandomAccess.Write(handle, data, (long)index * data.Length));
        RandomAccess.FlushToDisk(handle);
    }

    private static void WithRanges(string path, int length, byte[] data, int[] order)
    {
        using var file = RangedFile.Create(path, length, new RangedFileOptions { Preallocate = true });
        var ranges = new AllocatedRange[order.Length];
        for (var i = 0; i < ranges.Length; i++)
        {
            ranges[i] = file.Allocate(data.Length);
        }

        Work(order, index => _ = file.Write(ranges[index], data));
        file.Flush();
    }

    private static void Work(int[] order, Action<int> write)
    {
        var next = -1;
        var threads = new Thread[Workers];
        for (var i = 0; i < Workers; i++)
        {
            threads[i] = new Thread(() =>
            {
                for (int turn; (turn = Interlocked.Increment(ref next)) < order.Length;)
                {
                    write(order[turn]);
                }
            });
            threads[i].Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }
    }
}
