using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Peers;
using Mapwright.Bench.Runtime.Workloads;
using Microsoft.Win32.SafeHandles;

namespace Mapwright.Bench.Runtime.Rows;

internal sealed class FileReadDirect : Row
{
    private const string Peer = "RandomAccess.ReadAsync";
    private const string Pooled = "IoUring adapter";
    private const string Inlined = "IoUring adapter, inline";
    private const string Fio = "fio, io_uring";
    private const double GoalAgainstFio = 0.85;

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
        var hasFio = FioPeer.IsInstalled(session);
        foreach (var (inFlight, inlineGoal, poolGoal) in s_goals)
        {
            var reads = new ConcurrentReads(inFlight, blocks.Offset);
            var comparison = session.CompareFixed(
                $"{inFlight} in flight",
                rounds: 21,
                session.IsQuick ? 2000 : 6000,
                [reads.Contender(Peer, (buffer, offset) => RandomAccess.ReadAsync(handle, buffer, offset)),
                reads.Contender("ThreadPool adapter", (buffer, offset) => threads.ReadAtAsync(buffer, offset)),
                reads.Contender(Pooled, (buffer, offset) => pooled.ReadAtAsync(buffer, offset)),
                reads.Contender(Inlined, (buffer, offset) => inlined.ReadAtAsync(buffer, offset)),
                .. Limits(hasFio, blocks, reads, handle, inFlight)]);
            session.AtLeast($"inline/{inFlight}", comparison.Speed(Inlined, Peer), inlineGoal);
            session.AtLeast($"pool/{inFlight}", comparison.Speed(Pooled, Peer), poolGoal);
            if (hasFio)
            {
                session.AtLeast($"inline/{inFlight}/fio", comparison.Speed(Inlined, Fio), GoalAgainstFio);
            }

            session.NoAllocation($"inline/{inFlight}/bytes", comparison.Bytes(Inlined));
            session.NoAllocation($"pool/{inFlight}/bytes", comparison.Bytes(Pooled));
        }
    }

    /// <summary>One read after another needs no other thread: the call itself is the limit.</summary>
    private static IEnumerable<Contender> Limits(bool hasFio, Blocks blocks, ConcurrentReads reads, SafeFileHandle handle, int inFlight)
    {
        if (inFlight == 1)
        {
            yield return reads.Contender("pread", (buffer, offset) => new ValueTask<int>(RandomAccess.Read(handle, buffer.Span, offset)));
        }

        if (hasFio)
        {
            yield return FioPeer.Contender(Fio, "io_uring", blocks.Path, inFlight);
        }
    }
}
