using System.Diagnostics;
using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;

namespace Mapwright.Bench.Runtime.Rows;

internal sealed class Starvation : Row
{
    private const int Flushes = 1000;
    private const int FlushesOfPeer = 40;

    public override string Name => "starvation";

    public override string Title => "How long unrelated work waits for the thread pool while flushes of 200 ms are outstanding";

    public override void Run(Session session)
    {
        ThreadPool.GetMinThreads(out var least, out _);
        var platform = new StubPlatform(TimeSpan.FromMilliseconds(200));
        using var file = new Pooled.FileSystem(platform, Pooled.PoolScheduler.Shared).OpenWrite("stub");

        Report(session, "idle pool", Watch(() => Task.Delay(1000)));
        var ours = Watch(() => Task.WhenAll(Enumerable.Range(0, Flushes).Select(_ => file.FlushDataAsync().AsTask())));
        Report(session, $"{Flushes} flushes, ThreadPool adapter", ours);
        var peer = Watch(() => Task.WhenAll(Enumerable.Range(0, FlushesOfPeer).Select(_ => Task.Run(file.FlushData))));
        Report(session, $"{FlushesOfPeer} flushes, Task.Run", peer);

        session.AtMost("p99-ms", Estimate.Exact(ours.P99), 1);
        session.AtMost("pool-threads", Estimate.Exact(ours.Threads), least + int.Max(1, Environment.ProcessorCount / 2));
    }

    private static void Report(Session session, string what, Waits waits) =>
        session.Note($"{what}: p50 {waits.P50:F3} ms, p99 {waits.P99:F3} ms, worst {waits.Worst:F1} ms of {waits.Count} items, "
            + $"{waits.Threads} pool threads, {waits.Seconds:F1} s");

    /// <summary>Queues an item a millisecond, from a thread of its own, until the work is done.</summary>
    private static Waits Watch(Func<Task> start)
    {
        var waits = new List<double>();
        var threads = 0;
        var clock = Stopwatch.StartNew();
        Task? work = null;
        var watcher = new Thread(() =>
        {
            using var ran = new ManualResetEventSlim();
            while (Volatile.Read(ref work) is not { IsCompleted: true })
            {
                ran.Reset();
                var queued = Stopwatch.GetTimestamp();
                ThreadPool.UnsafeQueueUserWorkItem(_ => { waits.Add(Stopwatch.GetElapsedTime(queued).TotalMilliseconds); ran.Set(); }, null);
                ran.Wait();
                threads = Math.Max(threads, ThreadPool.ThreadCount);
                Thread.Sleep(1);
            }
        });
        watcher.Start();
        Volatile.Write(ref work, start());
        watcher.Join();
        work.GetAwaiter().GetResult();
        return new Waits(
            Statistics.Median(waits), Statistics.Quantile(waits, 0.99), waits.Max(), waits.Count, threads, clock.Elapsed.TotalSeconds);
    }

    private sealed record Waits(double P50, double P99, double Worst, int Count, int Threads, double Seconds);
}
