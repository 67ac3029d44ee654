using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;
using Mapwright.Pooled;

namespace Mapwright.Bench.Runtime.Rows;

/// <summary>The same work on something small and on something huge: what an operation costs must not depend on it.</summary>
internal sealed class Scale : Row
{
    private const double MostTime = 1.3;
    private const long Small = 1L << 20;
    private const long Large = 64L << 30;
    private const int Pages = 64;
    private const int FewRanges = 1000;
    private const int ManyRanges = 10_000_000;
    private const int RangesOfSlot = 10 * FewRanges;
    private const int Alignment = 512;

    public override string Name => "scale";

    public override string Title => "Reads in 64 pages of 1 MiB and of 64 GiB; writes to 1,000 and to 10,000,000 ranges, without a disk";

    public override void Run(Session session)
    {
        Read(session);
        WriteRanges(session);
    }

    private static void Read(Session session)
    {
        using var small = new Spread(session.Directory, Small);
        using var large = new Spread(session.Directory, Large);
        Ask(session, "map", session.Compare("map.Read", Typed("1 MiB", small), Typed("64 GiB", large)), "1 MiB", "64 GiB");
        Ask(session, "file", session.Compare("file.ReadAt, 4 KiB", Copied("1 MiB", small), Copied("64 GiB", large)), "1 MiB", "64 GiB");

        static Contender Typed(string name, Spread spread) => new(name, count =>
        {
            var (map, offsets, sum) = (spread.Map, spread.Offsets, 0L);
            for (var i = 0; i < count; i++)
            {
                sum += map.Read<long>(offsets[i & (offsets.Length - 1)]);
            }

            Sink.Keep(sum);
        });

        static Contender Copied(string name, Spread spread)
        {
            var buffer = new byte[Blocks.Size];
            return new Contender(name, count =>
            {
                for (var i = 0; i < count; i++)
                {
                    spread.File.ReadAt(buffer, spread.PageOf(i));
                }
            });
        }
    }

    private static void WriteRanges(Session session)
    {
        var options = new RangedFileOptions { Alignment = Alignment };
        var platform = new StubPlatform(TimeSpan.Zero);
        var files = new Pooled.FileSystem(platform, PoolScheduler.Shared);
        var data = new byte[Alignment];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var large = files.CreateRanged("large", 2L * ManyRanges * Alignment, options);
        Fill(large, ManyRanges, data);
        var bits = 8.0 * (GC.GetTotalMemory(forceFullCollection: true) - before) / ManyRanges;

        var fresh = new RangedFile[RangesOfSlot / FewRanges];
        var comparison = session.CompareFixed(
            "allocate and write a range",
            rounds: 31,
            RangesOfSlot,
            new Contender("of 1,000", _ => Array.ForEach(fresh, file => Fill(file, FewRanges, data))) { Prepare = _ => Renew() },
            new Contender("of 10,000,000", count => Fill(large, count, data)));
        Array.ForEach(fresh, file => file.Dispose());
        Ask(session, "ranges", comparison, "of 1,000", "of 10,000,000");

        // To a tenth of a bit: the pages that hold the bits have headers.
        session.AtMost("ranges/bits", Estimate.Exact(Math.Round(bits, 1)), 2);

        void Renew()
        {
            for (var i = 0; i < fresh.Length; i++)
            {
                fresh[i]?.Dispose();
                fresh[i] = files.CreateRanged("small", FewRanges * Alignment, options);
            }
        }
    }

    private static void Fill(RangedFile file, int ranges, byte[] data)
    {
        for (var i = 0; i < ranges; i++)
        {
            _ = file.Write(file.Allocate(Alignment), data);
        }
    }

    private static void Ask(Session session, string what, Comparison comparison, string small, string large) =>
        session.AtMost($"{what}/time", comparison.ProcessorSpeed(small, large), MostTime);

    /// <summary>A sparse file with content in so many pages, spread evenly over it.</summary>
    private sealed class Spread : IDisposable
    {
        private readonly long _distance;

        public Spread(string directory, long length)
        {
            var path = Path.Combine(directory, $"spread-{length}");
            _distance = length / Pages;
            File = StorageFile.CreateNew(path);
            File.SetLength(length);
            var page = new byte[Blocks.Size];
            new Random(1).NextBytes(page);
            for (var i = 0; i < Pages; i++)
            {
                File.WriteAt(page, PageOf(i));
            }

            Map = MappedFile.Open(path);
            var places = MappedSet.Indexes(Pages * Blocks.Size / sizeof(long), 16 * 1024);
            Offsets = [.. places.Select(place => PageOf(place % Pages) + ((long)place / Pages * sizeof(long)))];
        }

        public StorageFile File { get; }

        public MappedFile Map { get; }

        public long[] Offsets { get; }

        public long PageOf(int number) => number % Pages * _distance;

        public void Dispose()
        {
            Map.Dispose();
            File.Dispose();
        }
    }
}
