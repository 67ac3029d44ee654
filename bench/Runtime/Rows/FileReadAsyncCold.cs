using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;

namespace Mapwright.Bench.Runtime.Rows;

internal sealed class FileReadAsyncCold : Row
{
    private static readonly (int InFlight, double Goal)[] s_goals = [(1, 1.2), (32, 1.0), (128, 1.2)];

    public override string Name => "file-read-async-cold";

    public override string Title => "4 KiB read at a random offset, async, the file's cache dropped before each slot";

    public override void Run(Session session)
    {
        var blocks = Blocks.Create(session.Directory, megabytes: 512);
        using var handle = File.OpenHandle(blocks.Path, options: FileOptions.Asynchronous);
        using var pooled = Pooled.StorageFile.OpenRead(blocks.Path);
        using var ringed = Ringed.StorageFile.OpenRead(blocks.Path);
        using var channeled = Channeled.StorageFile.OpenRead(blocks.Path);
        var descriptor = (int)handle.DangerousGetHandle();
        foreach (var (inFlight, goal) in s_goals)
        {
            var reads = new ConcurrentReads(inFlight, blocks.Offset);
            var comparison = session.CompareFixed(
                $"{inFlight} in flight",
                rounds: 21,
                session.IsQuick ? 2000 : 6000,
                [reads.Contender("RandomAccess.ReadAsync", (b, offset) => RandomAccess.ReadAsync(handle, b, offset), Drop),
                reads.Contender("ThreadPool adapter", (b, offset) => pooled.ReadAtAsync(b, offset), Drop),
                reads.Contender("Channels adapter", (b, offset) => channeled.ReadAtAsync(b, offset), Drop),
                reads.Contender("IoUring adapter", (b, offset) => ringed.ReadAtAsync(b, offset), Drop),
                .. Limit(reads, inFlight)]);
            session.AtLeast($"{inFlight}", comparison.Speed("ThreadPool adapter", "RandomAccess.ReadAsync"), goal);
            session.NoAllocation($"{inFlight}/bytes", comparison.Bytes("ThreadPool adapter"));
        }

        // One read after another needs no other thread: the call itself is the limit.
        IEnumerable<Contender> Limit(ConcurrentReads reads, int inFlight) => inFlight > 1 ? []
            : [reads.Contender("pread", (b, offset) => new ValueTask<int>(RandomAccess.Read(handle, b.Span, offset)), Drop)];

        void Drop(int count) => Libc.DropCache(descriptor);
    }
}
