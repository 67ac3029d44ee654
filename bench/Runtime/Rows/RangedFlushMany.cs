using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;
using Mapwright.Pooled;

namespace Mapwright.Bench.Runtime.Rows;

internal sealed class RangedFlushMany : Row
{
    private const int Receipts = 64;
    private const int Megabyte = 1 << 20;

    public override string Name => "ranged-flush-many";

    public override string Title => "64 written ranges of 4 KiB, one in each MiB, made durable; the writes are not in the time";

    public override void Run(Session session)
    {
        var ranged = Blocks.Create(session.Directory, Receipts, seed: 1);
        var mapped = Blocks.Create(session.Directory, Receipts, seed: 2);
        using var map = MutableMappedFile.Open(mapped.Path, new MapOptions { Populate = true });
        var content = new byte[Blocks.Size];
        var receipts = new WriteReceipt[Receipts];
        RangedFile? file = null;

        var comparison = session.CompareFixed(
            "64 ranges",
            rounds: 31,
            operations: 1,
            new Contender("msync each", _ => FlushEach()) { Prepare = _ => Store(), IsOneJob = true },
            new Contender("RangedFile.FlushMany", _ => file!.FlushMany(receipts)) { Prepare = _ => Write(), IsOneJob = true });
        file?.Dispose();
        session.AtLeast("msync", comparison.Speed("RangedFile.FlushMany", "msync each"), 4);

        void Store()
        {
            for (var i = 0; i < Receipts; i++)
            {
                content.CopyTo(map.Slice((long)i * Megabyte, Blocks.Size));
            }
        }

        void FlushEach()
        {
            for (var i = 0; i < Receipts; i++)
            {
                map.FlushRange((long)i * Megabyte, Blocks.Size);
            }
        }

        // A range is written once, so each slot opens the file anew.
        void Write()
        {
            file?.Dispose();
            file = RangedFile.Open(ranged.Path, allocated: 0);
            for (var i = 0; i < Receipts; i++)
            {
                receipts[i] = file.Write(file.Allocate(Blocks.Size), content);
                _ = file.Allocate(Megabyte - Blocks.Size);
            }
        }
    }
}
