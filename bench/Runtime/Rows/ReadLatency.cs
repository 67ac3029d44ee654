using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;

namespace Mapwright.Bench.Runtime.Rows;

/// <summary>What single reads take under load: a mean hides the reads that wait.</summary>
/// <remarks>
/// Reads arrive in time, whether or not earlier ones are done, and each is timed from its arrival. Loops that wait for their own reads would slow down
/// with what they measure.
/// </remarks>
internal sealed class ReadLatency : Row
{
    private const int ReadsPerMillisecond = 8;
    private const int Turns = 6;

    public override string Name => "read-latency";

    public override string Title => $"How long 4 KiB reads that are not cached take, {ReadsPerMillisecond},000 of them arriving each second";

    public override void Run(Session session)
    {
        var blocks = Blocks.Create(session.Directory, megabytes: 512);
        using var handle = File.OpenHandle(blocks.Path, options: FileOptions.Asynchronous);
        using var pooled = Pooled.StorageFile.OpenRead(blocks.Path);
        using var channeled = Channeled.StorageFile.OpenRead(blocks.Path);
        using var ringed = Ringed.StorageFile.OpenRead(blocks.Path);
        var descriptor = (int)handle.DangerousGetHandle();
        Arrivals[] contenders =
        [
            new("RandomAccess.ReadAsync", (buffer, offset) => RandomAccess.ReadAsync(handle, buffer, offset)),
            new("ThreadPool adapter", (buffer, offset) => pooled.ReadAtAsync(buffer, offset)),
            new("Channels adapter", (buffer, offset) => channeled.ReadAtAsync(buffer, offset)),
            new("IoUring adapter", (buffer, offset) => ringed.ReadAtAsync(buffer, offset)),
        ];
        var length = TimeSpan.FromMilliseconds(session.IsQuick ? 200 : 600);
        for (var turn = 0; turn < Turns; turn++)
        {
            foreach (var contender in turn % 2 == 0 ? contenders : contenders.Reverse())
            {
                Libc.DropCache(descriptor);
                contender.Run(length, blocks.Offset, isWarmUp: turn < 2);
            }
        }

        foreach (var contender in contenders)
        {
            session.Note(contender.ToString());
        }
    }

    /// <summary>A way to read, and what each read took from its arrival on.</summary>
    private sealed class Arrivals(string name, Func<Memory<byte>, long, ValueTask<int>> read)
    {
        private readonly ConcurrentQueue<double> _microseconds = [];
        private readonly ConcurrentBag<byte[]> _buffers = [];
        private int _place;

        public void Run(TimeSpan length, Func<int, long> offset, bool isWarmUp)
        {
            var running = new List<Task>();
            var clock = Stopwatch.StartNew();
            for (var arrived = 0; clock.Elapsed < length;)
            {
                for (var due = (int)(clock.Elapsed.TotalMilliseconds * ReadsPerMillisecond); arrived < due; arrived++)
                {
                    running.Add(Read(offset(_place++), clock, arrived / (double)ReadsPerMillisecond * 1000));
                }

                Thread.Sleep(1);
            }

            Task.WaitAll(running);
            if (isWarmUp)
            {
                _microseconds.Clear();
            }
        }

        public double Quantile(double quantile) => Statistics.Quantile(_microseconds, quantile);

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: p50 {Quantile(0.5):N0} µs, p99 {Quantile(0.99):N0} µs, p99.9 {Quantile(0.999):N0} µs of {_microseconds.Count:N0} reads");

        private async Task Read(long offset, Stopwatch clock, double arrival)
        {
            if (!_buffers.TryTake(out var buffer))
            {
                buffer = GC.AllocateUninitializedArray<byte>(Blocks.Size, pinned: true);
            }

            if (await read(buffer, offset).ConfigureAwait(false) != Blocks.Size)
            {
                throw new InvalidOperationException($"{name} read less than a block.");
            }

            _microseconds.Enqueue(clock.Elapsed.TotalMicroseconds - arrival);
            _buffers.Add(buffer);
        }
    }
}
