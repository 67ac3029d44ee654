using System.Globalization;
using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;

namespace Mapwright.Bench.Runtime.Rows;

/// <summary>Collections of a process that reads cold pages of a map: a thread that waits for one inside managed code cannot be suspended.</summary>
internal sealed class GcPause : Row
{
    private const int Readers = 4;
    private const int Rounds = 10;

    public override string Name => "gc-pause";

    public override string Title => $"Pauses by collections while {Readers} loops read cold pages of a map, against an idle process";

    public override void Run(Session session)
    {
        var blocks = Blocks.Create(session.Directory, megabytes: 256);
        using var handle = File.OpenHandle(blocks.Path);
        using var map = Pooled.MappedFile.Open(blocks.Path);
        map.Advise(0, map.Length, MapAdvice.Random);
        Libc.ExpectRandom(blocks.Path);
        var descriptor = (int)handle.DangerousGetHandle();
        var collections = session.IsQuick ? 30 : 100;
        Measured idle = new("idle"), busy = new("four loops that compute"), copied = new("ReadAtAsync"), touched = new("a value of each page in place");
        for (var round = 0; round < Rounds; round++)
        {
            // Dropped whole before each slot, and not read through in one: every read is cold.
            Measure(idle, collections, null);
            Measure(busy, collections, (buffer, _) => ValueTask.FromResult(buffer.Span.IndexOf((byte)1)));
            Drop();
            Measure(copied, collections, async (buffer, offset) => await map.ReadAtAsync(buffer, offset).ConfigureAwait(false));
            Drop();
            Measure(touched, collections, (_, offset) => ValueTask.FromResult((int)map.Read<byte>(offset)));
        }

        foreach (var measured in (Measured[])[idle, busy, copied, touched])
        {
            session.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"{measured.Name}: p50 {Statistics.Median(measured.Pauses):F0} µs, p99 {measured.P99:F0} µs of {measured.Pauses.Count} collections, {measured.Reads} reads"));
        }

        session.AtMost("p99", Estimate.Exact(copied.P99 / idle.P99), 2);

        void Drop()
        {
            map.Discard(0, map.Length);
            Libc.DropCache(descriptor);
        }

        void Measure(Measured measured, int count, Func<Memory<byte>, long, ValueTask<int>>? read)
        {
            var stop = false;
            var next = 0;
            var loops = read is null ? [] : Enumerable.Range(0, Readers).Select(_ => Task.Run(Loop)).ToArray();
            for (var i = 0; i < count; i++)
            {
                Thread.Sleep(1);
                var before = GC.GetTotalPauseDuration();
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
                measured.Pauses.Add((GC.GetTotalPauseDuration() - before).TotalMicroseconds);
            }

            Volatile.Write(ref stop, true);
            Task.WaitAll(loops);
            measured.Reads += next;

            async Task Loop()
            {
                var buffer = new byte[Blocks.Size];
                while (!Volatile.Read(ref stop))
                {
                    await read!(buffer, blocks.Offset(Interlocked.Increment(ref next))).ConfigureAwait(false);
                }
            }
        }
    }

    private sealed class Measured(string name)
    {
        public string Name { get; } = name;

        public List<double> Pauses { get; } = [];

        public int Reads { get; set; }

        public double P99 => Statistics.Quantile(Pauses, 0.99);
    }
}
