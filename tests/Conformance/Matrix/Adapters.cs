using Mapwright.Conformance.Driver;

namespace Mapwright.Conformance.Matrix;

/// <summary>The adapters that every suite runs on. One line adds an adapter.</summary>
internal static class Adapters
{
    public static readonly Adapter[] All =
    [
        Adapter.Of(platform => new DriverScheduler(platform, threads: 2), (platform, scheduler) => new Driver.Storage.FileSystem(platform, scheduler), concurrency: 2),
    ];
}
