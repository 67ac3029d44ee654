using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;

namespace Mapwright.Bench.Runtime.Rows;

/// <remarks>
/// Blocks are cached one by one, with read-ahead off: dropping a block of a larger folio would drop nothing. Before each slot
/// the cold blocks that the last one brought in are dropped again.
/// </remarks>
internal sealed class FileReadAsyncMixed : Row
{
    private const int Megabytes = 128;
    private const int ColdEvery = 10;

    private static readonly int[] s_inFlight = [1, 32, 128];

    public override string Name => "file-read-async-mixed";

    public override string Title => "4 KiB read at a random offset, async, one block in ten not cached";

    public override void Run(Session session)
    {
        var blocks = Blocks.Create(session.Directory, Megabytes);
        using var handle = File.OpenHandle(blocks.Path, options: FileOptions.Asynchronous);
        using var pooled = Pooled.StorageFile.OpenRead(blocks.Path);
        using var ringed = Ringed.StorageFile.OpenRead(blocks.Path);
        var descriptor = (int)handle.DangerousGetHandle();
        Libc.ExpectRandom(blocks.Path);
        Libc.DropCache(descriptor);
        var buffer = new byte[Blocks.Size];
        for (var i = 0; i < blocks.Count; i++)
        {
            RandomAccess.Read(handle, buffer, blocks.Offset(i));
        }

        foreach (var inFlight in s_inFlight)
        {
            var operations = session.IsQuick ? 4000 : 12_000;
            var reads = new ConcurrentReads(inFlight, blocks.Offset);
            var comparison = session.CompareFixed(
                $"{inFlight} in flight",
                rounds: 21,
                operations,
                [reads.Contender("RandomAccess.ReadAsync", (b, offset) => RandomAccess.ReadAsync(handle, b, offset), DropOneInTen),
                reads.Contender("ThreadPool adapter", (b, offset) => pooled.ReadAtAsync(b, offset), DropOneInTen),
                reads.Contender("IoUring adapter", (b, offset) => ringed.ReadAtAsync(b, offset), DropOneInTen),
                .. Limit(reads, inFlight)]);
            session.AtLeast($"{inFlight}/cpu", comparison.ProcessorSpeed("ThreadPool adapter", "RandomAccess.ReadAsync"), 1.4);
            session.AtLeast($"{inFlight}/wall", comparison.Speed("ThreadPool adapter", "RandomAccess.ReadAsync"), 1.2);
            session.NoAllocation($"{inFlight}/bytes", comparison.Bytes("ThreadPool adapter"));
        }

        // One read after another needs no other thread: the call itself is the limit.
        IEnumerable<Contender> Limit(ConcurrentReads reads, int inFlight) => inFlight > 1 ? []
            : [reads.Contender("pread", (b, offset) => new ValueTask<int>(RandomAccess.Read(handle, b.Span, offset)), DropOneInTen)];

        // Not every multiple of ten of the whole order: a loop of 1, 32 or 128 must meet its share at any depth.
        void DropOneInTen(int count)
        {
            for (var i = 0; i < count; i++)
            {
                if (((uint)i * 2654435761) % ColdEvery == 0)
                {
                    Libc.DropCache(descriptor, blocks.Offset(i), Blocks.Size);
                }
            }
        }
    }
}
