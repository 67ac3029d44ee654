using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;

namespace Mapwright.Bench.Runtime.Rows;

internal sealed class FileReadDirect : Row
{
    private const string Peer = "RandomAccess.ReadAsync";
    private const string Pooled = "IoUring adapter";
    private const string Inlined = "IoUring adapter, inline";

    private static readonly (int InFlight, double Inline, double Pool)[] s_goals = [(1, 0.95, 0.9), (32, 1.8, 1.4), (128, 1.9, 1.9)];

    public override string Name => "file-read-direct";

    public override string Title => "4 KiB read past the page cache at a random offset, async";

    public override void Run(Session session)
    {
        var blocks = Blocks.Create(session.Directory, megabytes: 512);
        using var inline = new Ringed.IoUringScheduler(new() { Continuations = ContinuationPolicy.Inline });
        if (inline.ActiveBackend.Kind != Ringed.IoUringBackendKind.Ring)
        {
            session.Note($"not measured, there is no ring: {inline.ActiveBackend.Reason}");
            return;
        }

        session.Note(inline.ActiveBackend.Reason);
        var options = new StorageFileOptions { Rights = FileRights.Read, Caching = Caching.Direct };
        using var inlined = new Ringed.FileSystem(StoragePlatform.Current, inline).Open(blocks.Path, options);
        using var pooled = Ringed.StorageFile.Open(blocks.Path, options);
        using var threads = Mapwright.Pooled.StorageFile.Open(blocks.Path, options);
        using var handle = pooled.DuplicateHandle();
        foreach (var (inFlight, inlineGoal, poolGoal) in s_goals)
        {
            var reads = new ConcurrentReads(inFlight, blocks.Offset);
            var comparison = session.CompareFixed(
                $"{inFlight} in flight",
                rounds: 21,
                session.IsQuick ? 2000 : 6000,
                reads.Contender(Peer, (buffer, offset) => RandomAccess.ReadAsync(handle, buffer, offset)),
                reads.Contender("ThreadPool adapter", (buffer, offset) => threads.ReadAtAsync(buffer, offset)),
                reads.Contender(Pooled, (buffer, offset) => pooled.ReadAtAsync(buffer, offset)),
                reads.Contender(Inlined, (buffer, offset) => inlined.ReadAtAsync(buffer, offset)));
            session.AtLeast($"inline/{inFlight}", comparison.Speed(Inlined, Peer), inlineGoal);
            session.AtLeast($"pool/{inFlight}", comparison.Speed(Pooled, Peer), poolGoal);
            session.NoAllocation($"inline/{inFlight}/bytes", comparison.Bytes(Inlined));
            session.NoAllocation($"pool/{inFlight}/bytes", comparison.Bytes(Pooled));
        }
    }
}
