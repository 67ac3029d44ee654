using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;

namespace Mapwright.Bench.Runtime.Rows;

internal sealed class Offload : Row
{
    private static readonly int[] s_inFlight = [1, 32];

    public override string Name => "offload";

    public override string Title => "An operation that does nothing, taken to another thread and back";

    public override void Run(Session session)
    {
        var platform = new StubPlatform(TimeSpan.Zero);
        using var pooled = new Pooled.FileSystem(platform, Pooled.PoolScheduler.Shared).OpenRead("stub");
        using var channeled = new Channeled.FileSystem(platform, Channeled.ChannelScheduler.Shared).OpenRead("stub");
        using var inlineScheduler = new Channeled.ChannelScheduler(new() { Name = "Bench inline", Continuations = ContinuationPolicy.Inline });
        using var inlined = new Channeled.FileSystem(platform, inlineScheduler).OpenRead("stub");
        foreach (var inFlight in s_inFlight)
        {
            var comparison = session.Compare(
                $"{inFlight} in flight",
                Contender.Concurrent("Task.Run closure", inFlight, (_, count) => Closures(pooled, count)),
                Contender.Concurrent("ThreadPool adapter", inFlight, (_, count) => Operations(pooled, count)),
                Contender.Concurrent("Channels adapter", inFlight, (_, count) => Operations(channeled, count)),
                Contender.Concurrent("Channels adapter, inline", inFlight, (_, count) => Operations(inlined, count)));
            session.AtLeast($"{inFlight}", comparison.Speed("ThreadPool adapter", "Task.Run closure"), 1.2);
            session.NoAllocation($"{inFlight}/bytes", comparison.Bytes("ThreadPool adapter"));
            session.NoAllocation($"channels/{inFlight}/bytes", comparison.Bytes("Channels adapter"));
        }
    }

    private static async Task Closures(StorageFileBase file, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Run(() => file.GetMetadata()).ConfigureAwait(false);
        }
    }

    private static async Task Operations(StorageFileBase file, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await file.GetMetadataAsync().ConfigureAwait(false);
        }
    }
}
