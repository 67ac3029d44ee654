using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Ranges;

/// <summary>Writes, flushes, exchanges and reports of gaps at once, against what a disk would know.</summary>
public sealed class RangedFileStressTests : IDisposable
{
    private const int Pairs = 2;
    private const int RangesOfOne = 6;
    private const int Rounds = 400;
    private const int Ranges = Pairs * RangesOfOne;

    private readonly TemporaryDirectory _folder = new();
    private readonly ConcurrentQueue<Exception> _failures = [];

    public void Dispose() => _folder.Dispose();

    /// <remarks>
    /// A pair of threads has ranges of its own. One of them writes and flushes, by one receipt or by all it has; the other tries to exchange one of these receipts
    /// meanwhile. A third party asks for gaps all the time, and each flush takes as long as two of its answers: so each flush is seen from within.
    /// </remarks>
    [Theory]
    [InlineData(512)]
    [InlineData(64)]
    public void What_is_not_reported_as_a_gap_is_durable_and_what_is_being_flushed_is_not_exchanged(int alignment)
    {
        var disk = new Disk();
        using var file = new CallerFileSystem(disk).CreateRanged(
            _folder.File("ranged"), Ranges * alignment, new RangedFileOptions { Alignment = alignment });
        var ranges = Enumerable.Range(0, Ranges).Select(_ => file.Allocate(alignment)).ToArray();
        var pairs = Enumerable.Range(0, Pairs).Select(pair => new Pair(file, disk, ranges, pair * RangesOfOne)).ToArray();
        Thread[] workers = [.. pairs.Select(pair => Start(pair.Work)), .. pairs.Select(pair => Start(pair.Exchange))];
        var watcher = Start(() =>
        {
            using var end = disk.Watch();
            while (Array.Exists(workers, worker => worker.IsAlive))
            {
                CheckGaps(file, disk, alignment);
            }
        });

        Array.ForEach(workers, worker => worker.Join());
        watcher.Join();
        Array.ForEach(pairs, pair => pair.Dispose());

        _failures.ShouldBeEmpty();

        // Else it shows nothing.
        pairs.ShouldAllBe(pair => pair.Exchanged > 0 && pair.Refused > 0);
        file.GetGaps().ShouldBeEmpty();
        var content = MemoryMarshal.Cast<byte, int>(TemporaryDirectory.Read(file.Path)).ToArray();
        content.Chunk(alignment / sizeof(int)).Select((range, i) => range.All(number => number == disk.Written(i))).ShouldAllBe(isWhole => isWhole);
    }

    private static void CheckGaps(RangedFileBase file, Disk disk, int alignment)
    {
        var exchanged = Enumerable.Range(0, Ranges).Select(disk.Exchanged).ToArray();
        var gaps = file.GetGaps();
        for (var i = 0; i < Ranges; i++)
        {
            if (!gaps.Any(gap => gap.Offset <= (long)i * alignment && gap.Offset + gap.Length > (long)i * alignment))
            {
                // At some moment of the call it was durable, by a write later than that which was exchanged before the call.
                disk.Durable(i).ShouldBeGreaterThan(exchanged[i], $"range {i} is reported as durable");
            }
        }

        disk.Reported();
    }

    private Thread Start(Action body)
    {
        var thread = new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception failure)
            {
                _failures.Enqueue(failure);
            }
        });
        thread.Start();
        return thread;
    }

    /// <summary>Two threads and their ranges. They meet before and after they use the same receipt.</summary>
    private sealed class Pair(RangedFileBase file, Disk disk, AllocatedRange[] ranges, int first) : IDisposable
    {
        private readonly Barrier _meeting = new(2);
        private readonly WriteReceipt[] _receipts = new WriteReceipt[RangesOfOne];
        private int _contested;
        private AllocatedRange? _exchanged;
        private int _durableThen;

        /// <summary>How many receipts were exchanged under a flush, and how many were refused to be.</summary>
        public int Exchanged { get; private set; }

        public int Refused { get; private set; }

        public void Dispose() => _meeting.Dispose();

        public void Work()
        {
            var random = new Random(first);
            var data = new int[ranges[first].Length / sizeof(int)];
            try
            {
                for (var round = 1; round <= Rounds; round++)
                {
                    for (var i = 0; i < RangesOfOne; i++)
                    {
                        data.AsSpan().Fill(round);
                        _receipts[i] = file.Write(ranges[first + i], MemoryMarshal.AsBytes<int>(data));
                        disk.Write(first + i, round);
                    }

                    _contested = random.Next(RangesOfOne);
                    _exchanged = null;
                    _meeting.SignalAndWait();
                    var isFlushed = TryFlush(random.Next(3));
                    _meeting.SignalAndWait();
                    CheckContest(round, isFlushed);
                    if (round < Rounds)
                    {
                        ExchangeAll(round);
                    }
                }

                EndFlushed();
            }
            finally
            {
                _meeting.RemoveParticipant();
            }
        }

        public void Exchange()
        {
            var random = new Random(first + 1);
            try
            {
                for (var round = 1; round <= Rounds; round++)
                {
                    _meeting.SignalAndWait();
                    Thread.SpinWait(random.Next(200));
                    if (Misuses(() => _exchanged = file.Rewrite(_receipts[_contested])))
                    {
                        Refused++;
                    }
                    else
                    {
                        _durableThen = disk.Durable(first + _contested);
                        disk.Exchange(first + _contested, round);
                        Exchanged++;
                    }

                    _meeting.SignalAndWait();
                }
            }
            finally
            {
                _meeting.RemoveParticipant();
            }
        }

        /// <summary>Flushes the contested receipt, alone or with the others. False: it was another's by then.</summary>
        private bool TryFlush(int way) => !Misuses(() =>
        {
            switch (way)
            {
                case 0:
                    file.Flush(_receipts[_contested]);
                    break;
                case 1:
                    file.Flush(file.StartFlush(_receipts[_contested]));
                    break;
                default:
                    file.FlushMany(_receipts);
                    break;
            }
        });

        private void CheckContest(int round, bool isFlushed)
        {
            if (_exchanged is null)
            {
                isFlushed.ShouldBeTrue($"round {round}: a receipt was neither flushed nor exchanged");
            }
            else if (isFlushed)
            {
                _durableThen.ShouldBe(round, "a receipt was exchanged while it was being flushed");
            }
        }

        private void ExchangeAll(int round)
        {
            for (var i = 0; i < RangesOfOne; i++)
            {
                if (i == _contested && _exchanged is { } range)
                {
                    ranges[first + i] = range;
                }
                else
                {
                    ranges[first + i] = file.Rewrite(_receipts[i]);
                    disk.Exchange(first + i, round);
                }
            }
        }

        /// <summary>Flushes what the last round left.</summary>
        private void EndFlushed()
        {
            for (var i = 0; i < RangesOfOne; i++)
            {
                var range = i == _contested && _exchanged is { } exchanged ? exchanged : Rewritten(i);
                var data = new int[range.Length / sizeof(int)];
                data.AsSpan().Fill(Rounds + 1);
                var receipt = file.Write(range, MemoryMarshal.AsBytes<int>(data));
                disk.Write(first + i, Rounds + 1);
                file.Flush(receipt);
            }
        }

        private AllocatedRange Rewritten(int i)
        {
            var range = file.Rewrite(_receipts[i]);
            disk.Exchange(first + i, Rounds);
            return range;
        }

        private static bool Misuses(Action use)
        {
            try
            {
                use();
                return false;
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.TokenMisused)
            {
                return true;
            }
        }
    }

    /// <summary>What a disk knows: of each range the last write, the last one that a flush covers, and, as it was told, the last one whose receipt was exchanged.</summary>
    private sealed class Disk : ForwardingPlatform
    {
        private readonly int[] _written = new int[Ranges];
        private readonly int[] _durable = new int[Ranges];
        private readonly int[] _exchanged = new int[Ranges];
        private long _reports;
        private bool _isWatched;

        public int Written(int range) => Volatile.Read(ref _written[range]);

        public int Durable(int range) => Volatile.Read(ref _durable[range]);

        public int Exchanged(int range) => Volatile.Read(ref _exchanged[range]);

        public void Write(int range, int number) => Volatile.Write(ref _written[range], number);

        public void Exchange(int range, int number) => Volatile.Write(ref _exchanged[range], number);

        public void Reported() => Interlocked.Increment(ref _reports);

        /// <summary>Has each flush wait for reports until the end.</summary>
        public IDisposable Watch()
        {
            Volatile.Write(ref _isWatched, true);
            return new End(this);
        }

        public override IoResult FlushData(PlatformFile file)
        {
            var covered = Enumerable.Range(0, Ranges).Select(Written).ToArray();
            var enough = Interlocked.Read(ref _reports) + 2;
            SpinWait.SpinUntil(() => !Volatile.Read(ref _isWatched) || Interlocked.Read(ref _reports) >= enough);
            for (var i = 0; i < Ranges; i++)
            {
                Raise(ref _durable[i], covered[i]);
            }

            return IoResult.Success();
        }

        public override IoResult StartFlush(PlatformFile file, long offset, long length) => IoResult.Success();

        private static void Raise(ref int number, int to)
        {
            for (var seen = Volatile.Read(ref number); seen < to;)
            {
                var before = Interlocked.CompareExchange(ref number, to, seen);
                seen = before == seen ? to : before;
            }
        }

        private sealed class End(Disk disk) : IDisposable
        {
            public void Dispose() => Volatile.Write(ref disk._isWatched, false);
        }
    }
}
