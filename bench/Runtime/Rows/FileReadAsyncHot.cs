using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Peers;
using Mapwright.Bench.Runtime.Workloads;

namespace Mapwright.Bench.Runtime.Rows;

/// <summary>Cached reads from a number of loops; derived rows change the machine or the cache.</summary>
internal class FileReadAsyncHot : Row
{
    private static readonly int[] s_inFlight = [1, 32, 128];

    public override string Name => "file-read-async-hot";

    public override string Title => "4 KiB cached read at a random offset, async, 1, 32 and 128 in flight";

    public override unsafe void Run(Session session)
    {
        var blocks = Blocks.Create(session.Directory, megabytes: 64);
        using var handle = File.OpenHandle(blocks.Path, options: FileOptions.Asynchronous);
        using var pooled = Pooled.StorageFile.OpenRead(blocks.Path);
        using var ringed = Ringed.StorageFile.OpenRead(blocks.Path);
        var descriptor = (int)handle.DangerousGetHandle();
        using var channeled = Channeled.StorageFile.OpenRead(blocks.Path);
        using var java = new JavaPeer(session, blocks.Path);
        foreach (var inFlight in s_inFlight)
        {
            var reads = new ConcurrentReads(inFlight, blocks.Offset);
            var comparison = session.Compare(
                $"{inFlight} in flight",
                [reads.Contender("preadv2, no wait", (buffer, offset) =>
                {
                    fixed (byte* start = buffer.Span)
                    {
                        var vector = new Libc.Vector(start, (nuint)buffer.Length);
                        var got = Libc.ReadVector(descriptor, &vector, 1, offset, Libc.NoWait);
                        return new ValueTask<int>((int)(got < 0 ? Libc.Read(descriptor, start, Blocks.Size, offset) : got));
                    }
                }),
                reads.Contender("RandomAccess.ReadAsync", (buffer, offset) => RandomAccess.ReadAsync(handle, buffer, offset)),
                reads.Contender("ThreadPool adapter", (buffer, offset) => pooled.ReadAtAsync(buffer, offset)),
                reads.Contender("Channels adapter", (buffer, offset) => channeled.ReadAtAsync(buffer, offset)),
                reads.Contender("IoUring adapter", (buffer, offset) => ringed.ReadAtAsync(buffer, offset)),
                .. java.Contender("Java, AsynchronousFileChannel.read", "read-async", inFlight)]);
            Ask(session, inFlight, comparison);
        }
    }

    private static void Ask(Session session, int inFlight, Comparison comparison)
    {
        foreach (var (label, adapter) in (ReadOnlySpan<(string, string)>)[("pool", "ThreadPool adapter"), ("channel", "Channels adapter")])
        {
            session.AtLeast($"{label}/{inFlight}/cpu", comparison.ProcessorSpeed(adapter, "RandomAccess.ReadAsync"), 1.4);
            session.AtLeast($"{label}/{inFlight}/wall", comparison.Speed(adapter, "RandomAccess.ReadAsync"), 1.2);
            session.NoAllocation($"{label}/{inFlight}/bytes", comparison.Bytes(adapter));
        }
    }
}
