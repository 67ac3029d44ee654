using Acme.Storage;
using Mapwright.Channeled;
using Mapwright.Conformance.Driver;
using Mapwright.Inlined;
using Mapwright.Pooled;
using Mapwright.Ringed;
using Mapwright.Testing;

namespace Mapwright.Conformance.Matrix;

/// <summary>The adapters that every suite runs on. One line adds an adapter.</summary>
internal static class Adapters
{
    public static readonly Adapter[] All =
    [
        Adapter.Of(_ => new PoolScheduler(new() { MaximumPrivateThreads = 2 }), (p, s) => new Pooled.FileSystem(p, s), concurrency: 2 + int.Max(1, Environment.ProcessorCount / 2)),
        Adapter.Of(_ => new ChannelScheduler(new() { Threads = 2, Capacity = 4 }), (p, s) => new Channeled.FileSystem(p, s), concurrency: 2),
        Adapter.Of(_ => new IoUringScheduler(new() { MaximumThreads = 2, MaximumInFlight = 4 }), (p, s) => new Ringed.FileSystem(p, s), concurrency: 2),
        Adapter.Of(_ => new IoUringScheduler(new() { MaximumThreads = 2, UseRing = false }), (p, s) => new Ringed.FileSystem(p, s), concurrency: 2, variant: " without a ring"),
        Adapter.Of(_ => InlineScheduler.Shared, (p, s) => new Inlined.FileSystem(p, s), concurrency: null),
        Adapter.Of(_ => new ActorScheduler(), (p, s) => new Acme.Storage.FileSystem(p, s), concurrency: 1),
        Adapter.Of(_ => new DeterministicScheduler { Patience = Timeout.InfiniteTimeSpan }, (p, s) => new Testing.Deterministic.FileSystem(p, s), concurrency: 1, s => new Turning(s)),
        Adapter.Of(p => new DriverScheduler(p, threads: 2), (p, s) => new Driver.Storage.FileSystem(p, s), concurrency: 2),
    ];
}
