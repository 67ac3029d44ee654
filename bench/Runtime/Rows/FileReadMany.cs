using System.Diagnostics.CodeAnalysis;
using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;

namespace Mapwright.Bench.Runtime.Rows;

internal sealed class FileReadMany : Row
{
    private const int Batch = 32;
    private const string Batched = "IoUring adapter, ReadMany";
    private const string Single = "IoUring adapter, 32 ReadAt";
    private const string BatchedOnThread = "ThreadPool adapter, ReadMany";
    private const string SingleOnThreads = "ThreadPool adapter, 32 ReadAt";

    public override string Name => "file-read-many";

    public override string Title => "4 KiB read past the page cache at a random offset, 32 of them awaited together";

    public override void Run(Session session)
    {
        if (Ringed.IoUringScheduler.Shared.ActiveBackend is { Kind: not Ringed.IoUringBackendKind.Ring } backend)
        {
            session.Note($"not measured, there is no ring: {backend.Reason}");
            return;
        }

        var blocks = Blocks.Create(session.Directory, megabytes: 512);
        var options = new StorageFileOptions { Rights = FileRights.Read, Caching = Caching.Direct };
        using var ring = Ringed.StorageFile.Open(blocks.Path, options);
        using var threads = Mapwright.Pooled.StorageFile.Open(blocks.Path, options);
        var comparison = session.CompareFixed(
            "32 at once",
            rounds: 21,
            Batch * (session.IsQuick ? 60 : 200),
            Singles(SingleOnThreads, threads, blocks),
            Batches(BatchedOnThread, threads, blocks),
            Singles(Single, ring, blocks),
            Batches(Batched, ring, blocks));
        session.AtLeast("against-singles", comparison.Speed(Batched, Single), 1);
        session.AtLeast("against-singles/cpu", comparison.ProcessorSpeed(Batched, Single), 1);
        session.AtLeast("against-threads", comparison.Speed(Batched, SingleOnThreads), 1);
        session.NoAllocation("bytes", comparison.Bytes(Batched));
    }

    private static Contender Batches(string name, StorageFileBase file, Blocks blocks)
    {
        var memory = AlignedMemory.Allocate(Batch * Blocks.Size);
        var reads = new FileRead[Batch];
        var counts = new int[Batch];
        return Contender.Concurrent(name, inFlight: 1, async (_, count) =>
        {
            for (var place = 0; place < count; place += Batch)
            {
                for (var i = 0; i < Batch; i++)
                {
                    reads[i] = new FileRead(memory.Slice(i * Blocks.Size, Blocks.Size), blocks.Offset(place + i));
                }

                await file.ReadManyAsync(reads, counts).ConfigureAwait(false);
            }
        });
    }

    [SuppressMessage("Reliability", "CA2012:Use ValueTasks correctly", Justification = "Each is awaited once, after all were started.")]
    private static Contender Singles(string name, StorageFileBase file, Blocks blocks)
    {
        var memory = AlignedMemory.Allocate(Batch * Blocks.Size);
        var pending = new ValueTask<int>[Batch];
        return Contender.Concurrent(name, inFlight: 1, async (_, count) =>
        {
            for (var place = 0; place < count; place += Batch)
            {
                for (var i = 0; i < Batch; i++)
                {
                    pending[i] = file.ReadAtAsync(memory.Slice(i * Blocks.Size, Blocks.Size), blocks.Offset(place + i));
                }

                for (var i = 0; i < Batch; i++)
                {
                    await pending[i].ConfigureAwait(false);
                }
            }
        });
    }
}
