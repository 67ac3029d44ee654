using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance.Matrix;

/// <summary>One scheduler adapter: how the suites make its file system.</summary>
public sealed class Adapter
{
    private readonly Func<ProbedPlatform, (IScheduler, FileSystemBase)> _create;

    private Adapter(Type schedulerType, int? concurrency, Func<ProbedPlatform, (IScheduler, FileSystemBase)> create)
    {
        SchedulerType = schedulerType;
        Concurrency = concurrency;
        _create = create;
    }

    /// <summary>The class marked <see cref="SchedulerAdapterAttribute"/>.</summary>
    public Type SchedulerType { get; }

    /// <summary>Its name in the results.</summary>
    public string Name => SchedulerType.Name.Replace("Scheduler", "", StringComparison.Ordinal);

    /// <summary>How many bodies run at once, so that one more is queued; null where the caller's thread runs them.</summary>
    public int? Concurrency { get; }

    /// <summary>Describes an adapter.</summary>
    internal static Adapter Of<TScheduler>(
        Func<ProbedPlatform, TScheduler> scheduler,
        Func<StoragePlatform, TScheduler, FileSystemBase> fileSystem,
        int? concurrency)
        where TScheduler : class, IScheduler => new(typeof(TScheduler), concurrency, platform =>
        {
            var made = scheduler(platform);
            return (made, fileSystem(platform, made));
        });

    /// <summary>Makes a scheduler of its own and a file system on it.</summary>
    internal (IScheduler Scheduler, FileSystemBase FileSystem) Create(ProbedPlatform platform) => _create(platform);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
